"""gather of done things, of duplicates, with eager tasks, of awaitables, in odd places; when it is
done at once and when it takes turns.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def value(x, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    log.append(f"value {x}")
    return x


async def error(x, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    log.append(f"error {x}")
    raise ValueError(x)


async def turns_of(g):
    n = 0
    while not g.done():
        n += 1
        await asyncio.sleep(0)
    return n


async def main():
    loop = asyncio.get_running_loop()

    def done(x=None, error=None):
        f = loop.create_future()
        if error:
            f.set_exception(error)
        else:
            f.set_result(x)
        return f

    print("-- all done already: done at once")
    g = asyncio.gather(done(1), done(2))
    print(g.done(), g.result())
    g = asyncio.gather(done(1), done(error=ValueError("e")), done(error=KeyError("k")))
    print(g.done(), show(g.exception()))
    g = asyncio.gather(done(1), done(error=ValueError("e")), return_exceptions=True)
    print(g.done(), g.result())
    f = loop.create_future()
    f.cancel("c")
    g = asyncio.gather(done(1), f)
    print(g.done(), g.cancelled(), show(g.exception()))

    print("-- one fails at once, another pending")
    p = loop.create_future()
    g = asyncio.gather(p, done(error=ValueError("at once")))
    print(g.done(), show(g.exception()), p.done())
    p.set_exception(KeyError("late"))
    await asyncio.sleep(0)

    print("-- turns")
    print(await turns_of(asyncio.gather(value(1), value(2))))
    print(await turns_of(asyncio.gather(value(1, 2), done(2))))
    print(await turns_of(asyncio.gather(error(1), value(2, 4))))
    t = asyncio.create_task(value(7))
    await t
    print(await turns_of(asyncio.gather(t, t)))
    p = loop.create_future()
    g = asyncio.gather(p)
    p.set_result(1)
    print(await turns_of(g))
    print(await turns_of(asyncio.gather(asyncio.gather(value(1)), value(2))))
    flush()

    print("-- duplicates")
    c = value("once", 1)
    t = asyncio.create_task(value("task"))
    f = done("future")
    print(await asyncio.gather(c, t, f, c, t, f, c))
    flush()

    print("-- a failing duplicate, exceptions returned")
    t = asyncio.create_task(error("dup"))
    r = await asyncio.gather(t, value("v"), t, return_exceptions=True)
    print(r, r[0] is r[2])
    flush()

    print("-- two gathers of the same task")
    t = asyncio.create_task(value("shared", 1))
    g1, g2 = asyncio.gather(t, value("a")), asyncio.gather(value("b"), t)
    print(await g2, await g1)
    flush()

    print("-- awaited by several, each gets the same list")
    g = asyncio.gather(value(1), value(2))

    async def awaits(n):
        r = await g
        log.append(f"{n} {r}")
        return r

    r1, r2 = await asyncio.gather(awaits("x"), awaits("y"))
    print(r1 is r2)
    flush()

    print("-- the result is a list of one's own")
    g = asyncio.gather(done(1), done(2))
    (await g).append(3)
    print(g.result())

    print("-- made in a callback")
    box = []
    loop.call_soon(lambda: box.append(asyncio.gather(value("cb"), value("cb2"))))
    await asyncio.sleep(0)
    print(await box[0])
    flush()

    print("-- a done callback of the gather")
    g = asyncio.gather(value(1), error(2, 1), value(3, 2))
    g.add_done_callback(lambda g: log.append(f"done {show(g.exception())}"))
    try:
        await g
    except ValueError as e:
        log.append(f"main {show(e)}")
    for _ in range(3):
        await asyncio.sleep(0)
    flush()

    print("-- two fail in the same turn: the first counts")
    g = asyncio.gather(error("x", 1), error("y", 1))
    try:
        await g
    except ValueError as e:
        print(show(e))
    flush()

    print("-- a child cancels itself, its sibling is cancelled by name")

    async def cancels_itself():
        asyncio.current_task().cancel("me")
        await asyncio.sleep(0)

    t = asyncio.create_task(value("sib", 5))
    g = asyncio.gather(cancels_itself(), t)
    try:
        await g
    except asyncio.CancelledError as e:
        print(show(e), g.cancelled(), asyncio.current_task().cancelling())
    t.cancel()
    print((await asyncio.gather(t, return_exceptions=True)))
    flush()

    print("-- a custom awaitable, the same twice")

    class Custom:
        def __await__(self):
            log.append("awaited")
            return value("custom").__await__()

    c = Custom()
    print(await asyncio.gather(c, Custom(), c))
    flush()

    print("-- set_result on the gather from outside")
    t = asyncio.create_task(value("later", 2))
    g = asyncio.gather(t)
    g.set_result(["forced"])
    print(await g, await t)
    flush()


asyncio.run(main())
