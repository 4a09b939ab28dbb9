"""wait in its modes, with time limits, done and cancelled futures in it; the order in which its
waiter goes on among others; what its own cancel leaves; as_completed with limits and cancels.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


MODES = (asyncio.FIRST_COMPLETED, asyncio.FIRST_EXCEPTION, asyncio.ALL_COMPLETED)


async def settle(n=5):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()

    def name(fs, those):
        return [i for i, f in enumerate(fs) if f in those]

    events = {
        "value": lambda f: f.set_result(1),
        "error": lambda f: f.set_exception(ValueError("v")),
        "cancel": lambda f: f.cancel(),
        "cancelled error": lambda f: f.set_exception(asyncio.CancelledError()),
    }
    for mode in MODES:
        for what, event in events.items():
            fs = [loop.create_future() for _ in range(3)]
            t = asyncio.create_task(asyncio.wait(fs, return_when=mode))
            await settle()
            event(fs[1])
            await settle()
            if t.done():
                done, pending = t.result()
                print(mode, "|", what, "-> done", name(fs, done), "pending", name(fs, pending))
            else:
                print(mode, "|", what, "-> waits")
                t.cancel()
                await settle()
            if what in ("error", "cancelled error"):
                fs[1].exception()

    print("-- done already: still one round trip")
    for mode in MODES:
        f1, f2 = loop.create_future(), loop.create_future()
        f1.set_result(1)
        f2.set_result(2)
        t = asyncio.create_task(asyncio.wait([f1, f2], return_when=mode))
        turns = 0
        while not t.done():
            turns += 1
            await asyncio.sleep(0)
        print(mode, turns, len(t.result()[0]))

    print("-- done already, one pending, the first mode")
    f1, f2 = loop.create_future(), loop.create_future()
    f1.set_result(1)
    done, pending = await asyncio.wait([f1, f2], return_when=asyncio.FIRST_COMPLETED)
    print(name([f1, f2], done), name([f1, f2], pending))

    print("-- limits")
    for limit in (0, -1, 0.01):
        f1, f2 = loop.create_future(), loop.create_future()
        f1.set_result(1)
        done, pending = await asyncio.wait([f1, f2], timeout=limit)
        print(limit, name([f1, f2], done), name([f1, f2], pending), f2.cancelled())
    f1 = loop.create_future()
    loop.call_later(0.01, f1.set_result, 1)
    done, pending = await asyncio.wait([f1], timeout=60)
    print(name([f1], done), name([f1], pending))

    print("-- the same future twice is one")
    f = loop.create_future()
    f.set_result(1)
    done, pending = await asyncio.wait([f, f, f])
    print(len(done), len(pending))

    print("-- the waiter among others that wait for the same")
    f = loop.create_future()

    async def plain(n):
        await f
        log.append(n)

    async def by_wait(n):
        await asyncio.wait([f])
        log.append(n)

    async def by_gather(n):
        await asyncio.gather(f)
        log.append(n)

    async def by_shield(n):
        await asyncio.shield(f)
        log.append(n)

    async def by_wait_for(n):
        await asyncio.wait_for(f, 60)
        log.append(n)

    async def by_as_completed(n):
        for x in asyncio.as_completed([f]):
            await x
        log.append(n)

    kinds = [by_wait, by_gather, by_shield, by_as_completed, by_wait_for, plain]
    ts = [asyncio.create_task(k(k.__name__)) for k in kinds]
    await settle()
    f.add_done_callback(lambda _: log.append("callback"))
    f.set_result(1)
    for i in range(4):
        await asyncio.sleep(0)
        log.append(i)
    flush()

    print("-- its own cancel leaves the futures, and no callbacks")
    f = loop.create_future()
    t = asyncio.create_task(asyncio.wait([f]))
    await settle()
    t.cancel("w")
    await settle()
    print(t.cancelled(), f.done())
    f.set_result(1)
    await settle()

    print("-- tasks that fail are not raised, and stay to be asked")

    async def fails():
        raise ValueError("f")

    t1, t2 = asyncio.create_task(fails()), asyncio.create_task(asyncio.sleep(0))
    done, _ = await asyncio.wait([t1, t2])
    print(len(done), show(t1.exception()), t2.result())

    print("-- as_completed: a limit, then each of the rest fails")
    fs = [loop.create_future() for _ in range(3)]
    fs[1].set_result("one")
    for x in asyncio.as_completed(fs, timeout=0.01):
        try:
            print(await x)
        except TimeoutError as e:
            print(show(e))
    print([f.cancelled() for f in fs])

    print("-- as_completed: limit zero")
    f1, f2 = loop.create_future(), loop.create_future()
    f1.set_result("done")
    for x in asyncio.as_completed([f1, f2], timeout=0):
        try:
            print(await x)
        except TimeoutError as e:
            print(show(e))

    print("-- as_completed: errors and cancels at their turn")
    fs = [loop.create_future() for _ in range(4)]
    it = asyncio.as_completed(fs)
    fs[3].set_exception(ValueError("3"))
    fs[0].cancel("0")
    fs[2].set_result("2")
    fs[1].set_exception(asyncio.CancelledError("1"))
    for x in it:
        try:
            print(await x)
        except BaseException as e:
            print(show(e))

    print("-- as_completed: awaited in another order than given out")
    fs = [loop.create_future() for _ in range(3)]
    xs = list(asyncio.as_completed(fs))
    ts = [asyncio.create_task(asyncio.wait_for(x, 60)) for x in reversed(xs)]
    await settle()
    fs[2].set_result("c")
    fs[0].set_result("a")
    fs[1].set_result("b")
    print([await t for t in ts])

    print("-- as_completed: one awaiter is cancelled, the next gets the item")
    fs = [loop.create_future() for _ in range(2)]
    a, b = asyncio.as_completed(fs)

    async def noting(n, x):
        try:
            log.append(f"{n} {await x}")
        except BaseException as e:
            log.append(f"{n} {show(e)}")

    ta, tb = asyncio.create_task(noting("a", a)), asyncio.create_task(noting("b", b))
    await settle()
    fs[0].set_result("x")
    await asyncio.sleep(0)
    ta.cancel()
    await settle()
    flush()


asyncio.run(main())
