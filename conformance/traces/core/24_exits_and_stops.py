"""KeyboardInterrupt and SystemExit in odd places: in a done callback, in a timer, in the exception
handler, in a task awaited by others; what is left in the queue runs in the next run.
"""
import asyncio


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


loop = asyncio.new_event_loop()
log = []


def flush():
    print(log)
    log.clear()


def throw(e):
    raise e


def run():
    try:
        loop.run_forever()
    except BaseException as e:
        print("left with", show(e), "| running", loop.is_running(), "| closed", loop.is_closed())


def turn():
    loop.call_soon(loop.stop)
    loop.run_forever()


print("-- in a done callback of a future")
f = loop.create_future()
f.add_done_callback(lambda _: log.append("before"))
f.add_done_callback(lambda _: throw(KeyboardInterrupt("cb")))
f.add_done_callback(lambda _: log.append("after"))
f.set_result(1)
run()
flush()
turn()
flush()

print("-- in a timer")
loop.call_later(0, throw, SystemExit(7))
loop.call_later(0.001, log.append, "next timer")
run()
loop.call_later(0.01, loop.stop)
loop.run_forever()
flush()

print("-- in the exception handler")


def handler(l, ctx):
    log.append(f"handler {show(ctx['exception'])}")
    raise KeyboardInterrupt("handler")


loop.set_exception_handler(handler)
loop.call_soon(throw, ValueError("v"))
loop.call_soon(log.append, "kept")
run()
flush()
loop.set_exception_handler(None)
turn()
flush()

print("-- by call_exception_handler, outside any callback")
loop.set_exception_handler(lambda l, ctx: throw(SystemExit(5)))
try:
    loop.call_exception_handler({"message": "m"})
except SystemExit as e:
    print(show(e))
loop.set_exception_handler(None)

print("-- a task that exits; its awaiter sees it in the next run")


async def exits():
    await asyncio.sleep(0)
    raise SystemExit(3)


async def waits(t):
    try:
        await t
    except SystemExit as e:
        log.append(f"awaiter {show(e)}")
        return "went on"


t = loop.create_task(exits())
w = loop.create_task(waits(t))
run()
print(t.done(), w.done(), show(t.exception()))
print(loop.run_until_complete(w))
flush()

print("-- a task that exits while it is cancelled")


async def cleanup():
    try:
        await asyncio.sleep(3600)
    finally:
        raise KeyboardInterrupt("cleanup")


t = loop.create_task(cleanup())
turn()
turn()
t.cancel()
run()
print(t.cancelled(), show(t.exception()))

print("-- run_until_complete of a task that exits")
try:
    loop.run_until_complete(exits())
except SystemExit as e:
    print(show(e))
print("the next run is not stopped early:", end=" ")


async def steps():
    for _ in range(5):
        await asyncio.sleep(0)
    return "done"


print(loop.run_until_complete(steps()))

print("-- an exit in a gathered child, in a group, behind a shield, in a timeout")


async def by(what):
    try:
        return await what()
    except BaseException as e:
        log.append(f"main saw {show(e)}")
        raise


async def group():
    async with asyncio.TaskGroup() as g:
        g.create_task(exits())


async def limit():
    async with asyncio.timeout(1):
        await exits()


for what in (lambda: asyncio.gather(exits()), group, lambda: asyncio.shield(exits()), limit,
             lambda: asyncio.wait_for(exits(), 1)):
    m = loop.create_task(by(what))
    try:
        loop.run_until_complete(m)
        print("no exit")
    except BaseException as e:
        print("left with", show(e), "| main done", m.done())
    if not m.done():
        try:
            print("again:", loop.run_until_complete(m))
        except BaseException as e:
            print("again:", show(e))
    flush()

print("-- stop and an exit in one turn")
loop.call_soon(loop.stop)
loop.call_soon(throw, KeyboardInterrupt("with stop"))
run()
print(loop.run_until_complete(steps()))
loop.close()
