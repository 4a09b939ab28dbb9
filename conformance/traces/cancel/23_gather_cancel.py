"""Cancelling a gather, its awaiter and its children; what comes out when children swallow, fail or
take their time; duplicates; return_exceptions; nested gathers.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def child(name, what="plain", steps=0):
    try:
        await asyncio.sleep(3600)
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)}")
        for _ in range(steps):
            await asyncio.sleep(0)
        if what == "swallow":
            return f"{name} swallowed"
        if what == "fail":
            raise ValueError(name)
        raise
    finally:
        log.append(f"{name} ends")


async def outcome(g):
    try:
        return repr(await g)
    except BaseException as e:
        return f"raised {show(e)}"


async def settle(n=6):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    kinds = [("a", "plain", 0), ("b", "swallow", 2), ("c", "fail", 1)]

    for rex in (False, True):
        print("-- the gather is cancelled, return_exceptions", rex)
        g = asyncio.gather(*(child(*k) for k in kinds), return_exceptions=rex)
        await settle()
        print(g.cancel("words"), g.done(), g.cancelled())
        print(await outcome(g), "| cancelled", g.cancelled())
        await settle()
        flush()

        print("-- its awaiter is cancelled, return_exceptions", rex)

        async def main_of():
            g = asyncio.gather(*(child(*k) for k in kinds), return_exceptions=rex)
            try:
                return await g
            except BaseException as e:
                log.append(f"awaiter {show(e)}")
                raise

        t = asyncio.create_task(main_of())
        await settle()
        t.cancel("outside")
        await asyncio.wait([t])
        await settle()
        flush()
        print(t.cancelled(), t.cancelling())

        print("-- one child is cancelled, return_exceptions", rex)
        ts = [asyncio.create_task(child(*k)) for k in kinds]
        g = asyncio.gather(*ts, return_exceptions=rex)
        await settle()
        ts[0].cancel("alone")
        await settle()
        print(g.done(), g.cancelled(), [t.done() for t in ts])
        for t in ts[1:]:
            t.cancel("rest")
        print(await outcome(g), "| cancelled", g.cancelled())
        await settle()
        flush()

    print("-- only swallowing children: the cancel stays")
    g = asyncio.gather(child("x", "swallow"), child("y", "swallow"))
    await settle()
    g.cancel("w")
    print(await outcome(g))
    log.clear()

    print("-- cancelled twice")
    g = asyncio.gather(child("x", "plain", 3), child("y", "plain", 3))
    await settle()
    print(g.cancel("1"))
    await asyncio.sleep(0)
    print(g.cancel("2"))
    print(await outcome(g))
    flush()

    print("-- the same child twice")
    t = asyncio.create_task(child("t"))
    g = asyncio.gather(t, t)
    await settle()
    g.cancel("w")
    print(await outcome(g), t.cancelling())
    log.clear()

    print("-- nothing left to cancel")
    f = asyncio.get_running_loop().create_future()
    g = asyncio.gather(f)
    f.set_result(1)
    print(g.cancel(), await outcome(g), g.cancel())

    print("-- nested: the inner gather is cancelled through the outer")
    inner = asyncio.gather(child("i1"), child("i2", "plain", 2))
    outer = asyncio.gather(inner, child("o"))
    await settle()
    outer.cancel("deep")
    print(await outcome(outer), inner.done(), inner.cancelled())
    await settle()
    flush()
    print(await outcome(inner))

    print("-- nested, with return_exceptions outside")
    inner = asyncio.gather(child("i1"), child("i2"))
    outer = asyncio.gather(inner, asyncio.sleep(0, "o"), return_exceptions=True)
    await settle()
    inner.cancel("in")
    print(await outcome(outer))
    flush()

    print("-- children that are futures")
    loop = asyncio.get_running_loop()
    f1, f2 = loop.create_future(), loop.create_future()
    g = asyncio.gather(f1, f2)
    f1.cancel("f1")
    await settle()
    print(g.done(), g.cancelled(), await outcome(g), f2.done())
    f1, f2 = loop.create_future(), loop.create_future()
    g = asyncio.gather(f1, f2, return_exceptions=True)
    f1.cancel("f1")
    f2.cancel()
    print(await outcome(g))

    print("-- the gather is done when the first fails; cancelling it then does nothing")
    t = asyncio.create_task(child("late"))
    f = loop.create_future()
    g = asyncio.gather(f, t)
    f.set_exception(ValueError("first"))
    await settle()
    print(g.done(), g.cancel(), t.done(), await outcome(g))
    t.cancel()
    await settle()
    flush()


asyncio.run(main())
