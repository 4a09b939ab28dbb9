"""A task that cancels itself; awaits of done things, which are no points of cancellation; uncancel
before delivery; what is left at the end.
"""
import asyncio


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def state(t):
    if not t.done():
        return "pending"
    if t.cancelled():
        return "cancelled"
    return show(t.exception()) if t.exception() else repr(t.result())


async def main():
    loop = asyncio.get_running_loop()

    print("-- cancels itself, then ends in each way")

    async def ends(how):
        me = asyncio.current_task()
        me.cancel("self")
        if how == "return":
            return "value"
        if how == "raise":
            raise ValueError("v")
        if how == "own":
            raise asyncio.CancelledError("own")
        if how == "uncancel":
            return me.uncancel()
        if how == "sleep":
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError as e:
                return f"caught {show(e)} {me.cancelling()}"
        if how == "twice":
            me.cancel("again")
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError as e:
                return f"caught {show(e)} {me.cancelling()} {me.uncancel()} {me.uncancel()} {me.uncancel()}"
        if how == "uncancel, sleep":
            me.uncancel()
            await asyncio.sleep(0)
            return f"slept {me.cancelling()}"
        if how == "twice, uncancel once":
            me.cancel("again")
            me.uncancel()
            try:
                await asyncio.sleep(0)
                return "not cancelled"
            except asyncio.CancelledError as e:
                return f"caught {show(e)} {me.cancelling()}"

    for how in ("return", "raise", "own", "uncancel", "sleep", "twice", "uncancel, sleep", "twice, uncancel once"):
        t = asyncio.create_task(ends(how))
        await asyncio.wait([t])
        try:
            t.result()
            words = ""
        except BaseException as e:
            words = show(e)
        print(f"{how}: {state(t)} {t.cancelling()} {words}")

    print("-- done things in between are passed")
    done = loop.create_future()
    done.set_result("d")
    ended = asyncio.create_task(asyncio.sleep(0, "e"))
    await ended

    async def passes():
        asyncio.current_task().cancel("pending")
        seen = [await done, await ended]

        async def inner():
            return await done

        seen.append(await inner())
        seen.append(await asyncio.gather())
        lock = asyncio.Lock()
        await lock.acquire()
        q = asyncio.Queue()
        await q.put(1)
        seen.append(await q.get())
        ev = asyncio.Event()
        ev.set()
        seen.append(await ev.wait())
        async with asyncio.timeout(5):
            seen.append(await asyncio.shield(done))
        seen.append(await asyncio.wait_for(done, 1))
        async with asyncio.TaskGroup():
            pass
        print(*seen)
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError as e:
            return f"here: {show(e)}"

    print(await asyncio.create_task(passes()))

    print("-- a pending future is cancelled at once by the await")

    async def pending():
        f = loop.create_future()
        asyncio.current_task().cancel("p")
        try:
            await f
        except asyncio.CancelledError as e:
            return f"{show(e)} future {f.cancelled()}"

    print(await asyncio.create_task(pending()))

    print("-- a shield does not keep it off")

    async def shielded():
        f = loop.create_future()
        asyncio.current_task().cancel("s")
        try:
            await asyncio.shield(f)
        except asyncio.CancelledError as e:
            return f"{show(e)} future {f.cancelled()}"

    print(await asyncio.create_task(shielded()))

    print("-- uncancel after delivery does not undo it")

    async def late():
        asyncio.current_task().cancel("l")
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            print("left", asyncio.current_task().uncancel())
            raise

    t = asyncio.create_task(late())
    await asyncio.wait([t])
    print(state(t), t.cancelling())

    print("-- uncancel from outside, before the task runs")

    async def plain():
        await asyncio.sleep(0)
        return "ran"

    t = asyncio.create_task(plain())
    t.cancel()
    print(t.uncancel())
    await asyncio.wait([t])
    print(state(t))

    print("-- uncancel from outside of a waiting task: too late, it was passed on")
    t = asyncio.create_task(asyncio.sleep(3600))
    await asyncio.sleep(0)
    t.cancel()
    print(t.uncancel())
    await asyncio.wait([t])
    print(state(t), t.cancelling())

    print("-- uncancel without a cancel")
    t = asyncio.create_task(plain())
    print(t.uncancel(), t.cancelling(), await t)

    print("-- a cancel in the last step before the end, from a callback of the same turn")

    async def two_steps():
        await asyncio.sleep(0)
        return "end"

    t = asyncio.create_task(two_steps())
    loop.call_soon(lambda: print("cancel", t.cancel("last")))
    await asyncio.wait([t])
    print(state(t))

    print("-- a cancel after the last step, before the awaiter runs")

    async def awaits(x):
        try:
            return f"got {await x}"
        except asyncio.CancelledError as e:
            return f"lost: {show(e)}"

    inner = asyncio.create_task(two_steps())
    outer = asyncio.create_task(awaits(inner))
    for _ in range(2):
        await asyncio.sleep(0)
    print(state(inner), "|", inner.cancel("x"), outer.cancel("y"))
    print(await outer, "|", state(inner))


asyncio.run(main())
