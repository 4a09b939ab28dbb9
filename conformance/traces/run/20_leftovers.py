"""What run and Runner do at the end: tasks left behind that clean up, refuse, fail, make others
or exit; main that fails, is cancelled or exits; states and misuse.
"""
import asyncio

log = []


def flush():
    print(sorted(log))
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def play(title, main, **kw):
    print("--", title)
    try:
        print("result", asyncio.run(main, **kw))
    except BaseException as e:
        print("raised", show(e))
    flush()


async def left(name, how="plain"):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)}")
        if how == "awaits":
            for _ in range(3):
                await asyncio.sleep(0)
            log.append(f"{name} awaited")
        if how == "swallows":
            return
        if how == "goes on":
            await asyncio.sleep(0.02)
            log.append(f"{name} went on")
            return
        if how == "fails":
            raise ValueError(name)
        if how == "makes":
            asyncio.create_task(left(f"{name}'s child"))
            await asyncio.sleep(0)
            log.append(f"{name} made one")
        if how == "exits":
            raise SystemExit(name)
        raise
    finally:
        log.append(f"{name} finally")


def handler():
    asyncio.get_running_loop().set_exception_handler(
        lambda l, c: log.append(f"handler {c['message']} | {show(c['exception'])}"))


async def main(*lefts, end=None, turns=1):
    handler()
    for name, how in lefts:
        asyncio.create_task(left(name, how))
    for _ in range(turns):
        await asyncio.sleep(0)
    log.append("main ends")
    if isinstance(end, BaseException):
        raise end
    return end


play("cleans up", main(("a", "plain"), ("b", "awaits")))
play("refuses", main(("a", "swallows"), ("b", "goes on")))
play("fails", main(("a", "fails"), ("b", "plain")))
play("main fails", main(("a", "plain"), end=ValueError("main")))
play("main fails, and so does what is left", main(("a", "fails"), end=ValueError("main")))
play("main exits", main(("a", "awaits"), end=SystemExit(3)))
play("main is interrupted", main(("a", "plain"), end=KeyboardInterrupt()))
play("never started", main(("a", "plain"), turns=0))
play("main returns an exception", main(end=[ValueError("value")]))

print("-- main cancels itself")


async def cancels_itself():
    asyncio.current_task().cancel("own")
    await asyncio.sleep(0)


play("by cancel", cancels_itself())


async def raises_cancelled():
    raise asyncio.CancelledError("raised")


play("by raising", raises_cancelled())


def fails_with(e):
    raise e


async def callback_exits():
    handler()
    asyncio.get_running_loop().call_soon(fails_with, SystemExit(4))
    try:
        await asyncio.sleep(10)
    finally:
        log.append(f"main's finally, {asyncio.current_task().cancelling()}")


play("a callback exits while main waits", callback_exits())


async def child_exits():
    handler()

    async def exits():
        raise KeyboardInterrupt("child")

    asyncio.create_task(exits())
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(f"main {show(e)}")
        raise


play("a child is interrupted while main waits", child_exits())


async def stops():
    asyncio.get_running_loop().stop()
    await asyncio.sleep(0)
    log.append("after stop")
    await asyncio.sleep(0)


play("main stops the loop", stops())

print("-- a runner after a failure")
with asyncio.Runner() as runner:
    try:
        runner.run(main(end=ValueError("first")))
    except ValueError as e:
        print(show(e))
    print(runner.run(main(("kept", "plain"), end="second")))
    print(len(asyncio.all_tasks(runner.get_loop())))

    async def third():
        return len(asyncio.all_tasks())

    print(runner.run(third()))
    log.append("closing")
flush()

print("-- misuse")
runner = asyncio.Runner()
loop = runner.get_loop()
print(runner.get_loop() is loop, loop.is_running(), loop.is_closed())


async def nested():
    for what in (lambda c: runner.run(c), lambda c: asyncio.run(c), loop.run_until_complete):
        c = third()
        try:
            what(c)
        except RuntimeError as e:
            print(show(e))
        c.close()
    try:
        loop.close()
    except RuntimeError as e:
        print(show(e))
    other = asyncio.new_event_loop()
    c = third()
    try:
        other.run_until_complete(c)
    except RuntimeError as e:
        print(show(e))
    c.close()
    other.close()


runner.run(nested())
runner.close()
runner.close()
print(loop.is_closed())
c = third()
for what in (runner.get_loop, lambda: runner.run(c)):
    try:
        what()
    except RuntimeError as e:
        print(show(e))

c.close()

print("-- a closed loop")
c = third()
for what in (lambda: loop.call_soon(print), lambda: loop.call_later(1, print), lambda: loop.call_at(1, print),
             lambda: loop.call_soon_threadsafe(print), lambda: loop.create_task(c),
             loop.run_forever, lambda: loop.run_in_executor(None, print)):
    try:
        what()
        print("no error")
    except RuntimeError as e:
        print(show(e))
c.close()
loop.close()
f = loop.create_future()
f.set_result(1)
print(f.result(), loop.is_closed(), loop.is_running(), loop.time() > 0)

print("-- loop_factory")
made = []


def factory():
    l = asyncio.new_event_loop()
    made.append(l)
    return l


async def which():
    return asyncio.get_running_loop() is made[0]


print(asyncio.run(which(), loop_factory=factory), made[0].is_closed())
