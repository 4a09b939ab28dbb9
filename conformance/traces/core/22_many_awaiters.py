"""Several tasks and callbacks on one future: told in the order in which they came; cancelling one
awaiter cancels the future and so all of them; what callbacks add and remove meanwhile.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def waiter(name, f):
    try:
        log.append(f"{name} got {await f}")
    except BaseException as e:
        log.append(f"{name} {show(e)}")
        raise


async def main():
    loop = asyncio.get_running_loop()

    print("-- tasks and callbacks in order")
    f = loop.create_future()
    a = asyncio.create_task(waiter("a", f))
    await asyncio.sleep(0)
    f.add_done_callback(lambda _: log.append("callback 1"))
    b = asyncio.create_task(waiter("b", f))
    await asyncio.sleep(0)
    f.add_done_callback(lambda _: log.append("callback 2"))
    c = asyncio.create_task(waiter("c", f))
    f.set_result("x")
    log.append("set")
    await asyncio.wait([a, b, c])
    flush()

    print("-- cancelling one awaiter cancels the future, and all")
    f = loop.create_future()
    ts = [asyncio.create_task(waiter(n, f)) for n in "abc"]
    await asyncio.sleep(0)
    print(ts[1].cancel("why"))
    print("future", f.cancelled(), [t.done() for t in ts], [t.cancelling() for t in ts])
    await asyncio.wait(ts)
    flush()
    print([t.cancelled() for t in ts], [t.cancelling() for t in ts])

    print("-- unless each has a shield")
    f = loop.create_future()
    ts = [asyncio.create_task(waiter(n, asyncio.shield(f))) for n in "abc"]
    await asyncio.sleep(0)
    ts[1].cancel("why")
    await asyncio.sleep(0)
    f.set_result("y")
    await asyncio.wait(ts)
    flush()
    print([t.cancelled() for t in ts])

    print("-- the future is cancelled itself, with words")
    f = loop.create_future()
    ts = [asyncio.create_task(waiter(n, f)) for n in "ab"]
    await asyncio.sleep(0)
    f.cancel("words")
    await asyncio.wait(ts)
    flush()
    print([t.cancelled() for t in ts], [t.cancelling() for t in ts])
    for t in ts:
        for _ in range(2):
            try:
                t.result()
            except asyncio.CancelledError as e:
                print("result:", show(e))

    print("-- the same exception object for all awaiters")
    f = loop.create_future()
    ts = [asyncio.create_task(waiter(n, f)) for n in "ab"]
    await asyncio.sleep(0)
    f.set_exception(ValueError("v"))
    await asyncio.wait(ts)
    flush()
    print(ts[0].exception() is ts[1].exception() is f.exception())

    print("-- callbacks that add and remove callbacks")
    f = loop.create_future()

    def second(_):
        log.append("second")

    def late(_):
        log.append("late")

    def first(fut):
        log.append(f"first, removed {fut.remove_done_callback(second)}")
        fut.add_done_callback(late)
        loop.call_soon(log.append, "after late")

    f.add_done_callback(first)
    f.add_done_callback(second)
    f.add_done_callback(second)
    f.set_result(0)
    print("removed when done:", f.remove_done_callback(second))
    for i in range(3):
        await asyncio.sleep(0)
        log.append(i)
    flush()

    print("-- removing counts all equal ones")
    f = loop.create_future()
    for _ in range(3):
        f.add_done_callback(second)
    f.add_done_callback(late)
    print(f.remove_done_callback(second), f.remove_done_callback(second))
    f.set_result(0)
    await asyncio.sleep(0)
    flush()

    print("-- one callback fails, the others are called")
    loop.set_exception_handler(lambda l, ctx: log.append(f"handler {show(ctx['exception'])}"))
    f = loop.create_future()

    def fails(_):
        raise ValueError("in callback")

    f.add_done_callback(second)
    f.add_done_callback(fails)
    f.add_done_callback(late)
    f.set_result(0)
    await asyncio.sleep(0)
    flush()

    print("-- a chain of tasks ends from the inside, one turn each")

    async def link(n, inner):
        try:
            return await inner
        finally:
            log.append(f"link {n}")

    t = inner = loop.create_future()
    links = []
    for n in range(3):
        t = asyncio.create_task(link(n, t))
        links.append(t)
    await asyncio.sleep(0)
    inner.set_result("end")
    for i in range(4):
        log.append(i)
        await asyncio.sleep(0)
    flush()
    print(t.done(), t.result())

    print("-- a chain cancelled from the outside: delivered inside first")
    inner = loop.create_future()
    t = inner
    links = []
    for n in range(3):
        t = asyncio.create_task(link(n, t))
        links.append(t)
    await asyncio.sleep(0)
    t.cancel("m")
    print([x.cancelling() for x in links], inner.cancelled())
    for i in range(4):
        log.append(i)
        await asyncio.sleep(0)
    flush()
    print([x.cancelled() for x in links])


asyncio.run(main())
