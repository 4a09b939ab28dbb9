"""Cancelling through nested tasks and coroutines: the request goes to the innermost, comes back
as an exception, and any level on the way may swallow, replace or delay it.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def level(n, inner, what=None):
    try:
        return await inner
    except asyncio.CancelledError as e:
        log.append(f"{n} {show(e)}")
        if what == "swallow":
            return f"{n} swallowed"
        if what == "replace":
            raise ValueError(f"{n} replaced")
        if what == "fresh":
            raise asyncio.CancelledError(f"{n} fresh")
        if what == "delay":
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            log.append(f"{n} delayed")
        raise


def state(t):
    if not t.done():
        return "pending"
    if t.cancelled():
        return "cancelled"
    return show(t.exception()) if t.exception() else repr(t.result())


async def main():
    for where in (0, 1, 2):
        for what in ("swallow", "replace", "fresh", "delay"):
            print("--", what, "at level", where)
            ts = []
            inner = asyncio.sleep(3600)
            for n in range(3):
                inner = asyncio.create_task(level(n, inner, what if n == where else None))
                ts.append(inner)
            for _ in range(2):
                await asyncio.sleep(0)
            ts[-1].cancel("top")
            await asyncio.wait(ts)
            flush()
            print([state(t) for t in ts], [t.cancelling() for t in ts])

    print("-- the middle one is cancelled")
    ts = []
    inner = asyncio.sleep(3600)
    for n in range(3):
        inner = asyncio.create_task(level(n, inner))
        ts.append(inner)
    await asyncio.sleep(0)
    ts[1].cancel("middle")
    print([t.cancelling() for t in ts])
    await asyncio.wait(ts)
    flush()
    print([state(t) for t in ts], [t.cancelling() for t in ts])

    print("-- coroutines inside one task: inside out, and swallowed in the middle")

    async def nested(n):
        try:
            if n:
                return await nested(n - 1)
            await asyncio.sleep(3600)
        except asyncio.CancelledError as e:
            log.append(f"{n} {show(e)}")
            if n == 1:
                await asyncio.sleep(0)
                return "from 1"
            raise
        finally:
            log.append(f"{n} finally")

    t = asyncio.create_task(nested(3))
    await asyncio.sleep(0)
    t.cancel("c")
    await asyncio.wait([t])
    flush()
    print(state(t), t.cancelling())

    print("-- the outer is cancelled again while the inner delays")

    inner = asyncio.create_task(level("in", asyncio.sleep(3600), "delay"))
    outer = asyncio.create_task(level("out", inner))
    for _ in range(2):
        await asyncio.sleep(0)
    outer.cancel("1")
    await asyncio.sleep(0)
    print(outer.cancel("2"), inner.cancelling(), outer.cancelling())
    await asyncio.wait([inner, outer])
    flush()
    print(state(inner), state(outer))

    print("-- the inner swallows, the outer goes on and is cancelled once more")

    async def stubborn():
        n = 0
        while n < 2:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError as e:
                n += 1
                log.append(f"stubborn {show(e)}")
        return "gave in"

    inner = asyncio.create_task(stubborn())
    outer = asyncio.create_task(level("out", inner))
    for _ in range(2):
        await asyncio.sleep(0)
    for words in ("1", "2"):
        outer.cancel(words)
        for _ in range(3):
            await asyncio.sleep(0)
        flush()
    print(state(inner), state(outer), inner.cancelling(), outer.cancelling())

    print("-- two outers on one inner: cancelling one cancels both")
    inner = asyncio.create_task(level("in", asyncio.sleep(3600)))
    o1 = asyncio.create_task(level("o1", inner))
    o2 = asyncio.create_task(level("o2", inner))
    for _ in range(2):
        await asyncio.sleep(0)
    o1.cancel("one")
    await asyncio.wait([o1, o2])
    flush()
    print(state(inner), state(o1), state(o2), o1.cancelling(), o2.cancelling())

    print("-- cancelled before the inner task starts")
    inner = asyncio.create_task(level("in", asyncio.sleep(3600)))
    outer = asyncio.create_task(level("out", inner))
    inner.cancel("early")
    await asyncio.wait([outer])
    flush()
    print(state(inner), state(outer), outer.cancelling())


asyncio.run(main())
