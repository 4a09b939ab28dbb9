"""call_soon_threadsafe from the loop's own thread takes its place in the queue like
call_soon; from another thread it comes in order of posting; its handle can be cancelled.
"""
import asyncio
import threading

loop = asyncio.new_event_loop()
log = []


def flush():
    print(log)
    log.clear()


print("-- mixed with call_soon, before the run")
loop.call_soon(log.append, "soon 1")
loop.call_soon_threadsafe(log.append, "safe 1")
loop.call_soon(log.append, "soon 2")
loop.call_soon_threadsafe(log.append, "safe 2")
loop.call_soon(loop.stop)
loop.run_forever()
flush()

print("-- mixed inside a callback")


def both():
    loop.call_soon_threadsafe(log.append, "safe 1")
    loop.call_soon(log.append, "soon 1")
    loop.call_soon_threadsafe(log.append, "safe 2")
    loop.call_soon(log.append, "soon 2")
    loop.call_soon(loop.stop)


loop.call_soon(both)
loop.run_forever()
flush()

print("-- mixed inside a task, with its own next step")


async def child():
    log.append("child")


async def task():
    loop.call_soon_threadsafe(log.append, "safe 1")
    t = loop.create_task(child())
    loop.call_soon_threadsafe(log.append, "safe 2")
    loop.call_soon(log.append, "soon")
    await asyncio.sleep(0)
    log.append("next step")
    await t


loop.run_until_complete(task())
flush()

print("-- from another thread, in order of posting")


async def threads():
    def post():
        for i in range(3):
            loop.call_soon_threadsafe(log.append, f"letter {i}")

    t = threading.Thread(target=post)
    t.start()
    t.join()
    log.append("posted")
    await asyncio.sleep(0)
    await asyncio.sleep(0)


loop.run_until_complete(threads())
flush()

print("-- a handle taken back")
h = loop.call_soon_threadsafe(log.append, "never")
h.cancel()
k = loop.call_soon_threadsafe(log.append, "but this")
loop.call_soon(loop.stop)
loop.run_forever()
flush()
print(h.cancelled(), k.cancelled())

print("-- taken back by an earlier callback of the same turn")
h = None


def take_back():
    h.cancel()
    log.append("taken back")


loop.call_soon(take_back)
h = loop.call_soon_threadsafe(log.append, "never")
loop.call_soon(loop.stop)
loop.run_forever()
flush()
k.cancel()
print("cancelled after it ran:", k.cancelled())

print("-- an error in a letter")
loop.set_exception_handler(lambda l, ctx: print("handler:", sorted(ctx), repr(ctx["exception"])))


def boom():
    raise ValueError("letter")


loop.call_soon_threadsafe(boom)
loop.call_soon_threadsafe(log.append, "next")
loop.call_soon(loop.stop)
loop.run_forever()
flush()

loop.close()
try:
    loop.call_soon_threadsafe(log.append, "late")
except RuntimeError as e:
    print("RuntimeError:", e)
