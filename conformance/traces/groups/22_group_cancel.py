"""TaskGroup.cancel() of 3.15: by the body, a child, a callback, before and after the block, twice;
with failing children, other cancels and timeouts on top. (Recorded with 3.15's TaskGroup.)
"""
import asyncio

log = []


def show(e):
    text = type(e).__name__ + (f": {e}" if str(e) else "")
    if isinstance(e, BaseExceptionGroup):
        text += " <" + ", ".join(sorted(show(x) for x in e.exceptions)) + ">"
    return text


def requests():
    return asyncio.current_task().cancelling()


async def child(name, what="plain", turns=0):
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)}")
        for _ in range(turns):
            await asyncio.sleep(0)
        if what == "fail":
            raise ValueError(name)
        raise


async def play(title, g, body, after=True):
    print("--", title)
    try:
        async with g:
            await body(g)
        log.append("ended")
    except BaseException as e:
        log.append(f"out {show(e)}")
    print(log, "requests", requests())
    log.clear()
    try:
        await asyncio.sleep(0)
    except asyncio.CancelledError:
        print("cancelled afterwards", asyncio.current_task().uncancel())


async def main():
    loop = asyncio.get_running_loop()

    async def body_cancels(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()
        log.append("still here")
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as e:
            log.append(f"body {show(e)} requests {requests()}")
            raise

    await play("by the body", asyncio.TaskGroup(), body_cancels)

    async def body_ends(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()

    await play("by the body, which then ends", asyncio.TaskGroup(), body_ends)

    async def not_started(g):
        g.create_task(child("never"))
        g.cancel()

    await play("before the child has started", asyncio.TaskGroup(), not_started)

    async def child_cancels(g):
        async def c():
            log.append("child cancels")
            g.cancel()
            await asyncio.sleep(0)
            log.append("not reached")

        g.create_task(c())
        g.create_task(child("a"))
        await asyncio.sleep(10)

    await play("by a child", asyncio.TaskGroup(), child_cancels)

    async def child_cancels_waiting(g):
        async def c():
            await asyncio.sleep(0)
            g.cancel()
            return "value"

        g.create_task(c())
        g.create_task(child("a"))

    await play("by a child, while the group waits", asyncio.TaskGroup(), child_cancels_waiting)

    async def by_callback(g):
        g.create_task(child("a"))
        loop.call_soon(g.cancel)
        await asyncio.sleep(10)

    await play("by a callback", asyncio.TaskGroup(), by_callback)

    g = asyncio.TaskGroup()
    g.cancel()

    async def entered(g):
        log.append("body runs")
        try:
            g.create_task(asyncio.sleep(0))
        except RuntimeError as e:
            log.append(str(e).rsplit("> ", 1)[1])
        await asyncio.sleep(0)
        log.append("not reached")

    await play("before the block", g, entered)

    g = asyncio.TaskGroup()
    g.cancel()

    async def nothing(g):
        pass

    await play("before an empty block", g, nothing)

    async def twice(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()
        g.cancel()
        await asyncio.sleep(10)

    g = asyncio.TaskGroup()
    await play("twice, and after the end", g, twice)
    g.cancel()
    await asyncio.sleep(0)
    print("nothing happened", requests())

    async def refuses(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()
        try:
            g.create_task(child("b"))
        except RuntimeError as e:
            log.append(str(e).rsplit("> ", 1)[1])
        await asyncio.sleep(10)

    await play("no more tasks", asyncio.TaskGroup(), refuses)

    async def child_fails(g):
        g.create_task(child("a", "fail"))
        await asyncio.sleep(0)
        g.cancel()
        await asyncio.sleep(10)

    await play("a child fails in its cleanup", asyncio.TaskGroup(), child_fails)

    async def body_fails(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()
        raise KeyError("body")

    await play("the body fails", asyncio.TaskGroup(), body_fails)

    async def swallows(g):
        g.create_task(child("a"))
        await asyncio.sleep(0)
        g.cancel()
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append("swallowed")
        await asyncio.sleep(0)
        log.append("went on")

    await play("the body swallows the cancel", asyncio.TaskGroup(), swallows)

    async def after_failure(g):
        async def fails():
            raise ValueError("f")

        g.create_task(fails())
        g.create_task(child("a", turns=3))
        try:
            await asyncio.sleep(10)
        finally:
            g.cancel()

    await play("after a child has failed", asyncio.TaskGroup(), after_failure)

    print("-- with a cancel from outside")

    async def owner(when):
        async with asyncio.TaskGroup() as g:
            g.create_task(child("a", turns=3))
            await asyncio.sleep(0)
            if when == "before":
                asyncio.current_task().cancel("outside")
            g.cancel()
            if when == "after":
                asyncio.current_task().cancel("outside")
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as e:
                log.append(f"body {show(e)} requests {requests()}")
                raise
        log.append("ended")

    for when in ("before", "after", "waiting"):
        t = asyncio.create_task(owner(when))
        if when == "waiting":
            for _ in range(4):
                await asyncio.sleep(0)
            t.cancel("outside")
        await asyncio.wait([t])
        print(when, log, t.cancelled(), t.cancelling())
        log.clear()

    print("-- with a timeout that expires during the cleanup")
    try:
        async with asyncio.timeout(0.1) as limit:
            async with asyncio.TaskGroup() as g:
                async def slow():
                    try:
                        await asyncio.sleep(10)
                    finally:
                        await asyncio.sleep(0.3)

                g.create_task(slow())
                await asyncio.sleep(0)
                g.cancel()
            log.append("ended")
    except TimeoutError as e:
        log.append(show(e))
    print(log, limit.expired(), requests())
    log.clear()

    print("-- a group in a group: only the inner ends")
    async with asyncio.TaskGroup() as o:
        t = o.create_task(asyncio.sleep(0, "outer value"))
        async with asyncio.TaskGroup() as i:
            i.create_task(child("inner child"))
            await asyncio.sleep(0)
            i.cancel()
            await asyncio.sleep(10)
        log.append(f"inner ended, requests {requests()}")
    print(log, t.result())
    log.clear()

    print("-- the outer is cancelled from inside the inner")
    async with asyncio.TaskGroup() as o:
        async with asyncio.TaskGroup() as i:
            i.create_task(child("inner child"))
            await asyncio.sleep(0)
            o.cancel()
            try:
                await asyncio.sleep(10)
            finally:
                log.append(f"inner body ends, requests {requests()}")
        log.append("not reached")
    log.append(f"outer ended, requests {requests()}")
    print(log)
    log.clear()


asyncio.run(main())
