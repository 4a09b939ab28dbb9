"""The task that runs a group is cancelled: in the body, while it waits for the children, during
an abort, several times, with failing children; what comes out and how many requests are left.
"""
import asyncio

log = []


def show(e):
    text = type(e).__name__ + (f": {e}" if str(e) else "")
    if isinstance(e, BaseExceptionGroup):
        text += " <" + ", ".join(sorted(show(x) for x in e.exceptions)) + ">"
    return text


async def child(name, what="plain", turns=0, first=10):
    try:
        await asyncio.sleep(first)
        log.append(f"{name} slept")
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)}")
        for _ in range(turns):
            await asyncio.sleep(0)
        if what == "fail":
            raise ValueError(name)
        if what == "swallow":
            return
        raise
    finally:
        log.append(f"{name} ends")
    if what == "fails":
        raise ValueError(name)


async def settle(n=4):
    for _ in range(n):
        await asyncio.sleep(0)


def task_of(make, body=10, catch=None, after=None):
    async def run():
        me = asyncio.current_task()
        try:
            async with asyncio.TaskGroup() as g:
                for c in make():
                    g.create_task(c)
                try:
                    if body is not None:
                        await asyncio.sleep(body)
                except asyncio.CancelledError as e:
                    log.append(f"body {show(e)} requests {me.cancelling()}")
                    if catch == "swallow":
                        return "body value"
                    if catch == "fail":
                        raise KeyError("body")
                    raise
            log.append("block ended")
        except BaseException as e:
            log.append(f"out {show(e)} requests {me.cancelling()}")
            if after:
                try:
                    await asyncio.sleep(0)
                    log.append("after: not cancelled")
                except asyncio.CancelledError as e2:
                    log.append(f"after: {show(e2)}")
            raise
        return "end"

    return asyncio.create_task(run())


async def finish(t, title):
    await asyncio.wait([t])
    print("--", title)
    print(*log, sep="\n")
    print("cancelled" if t.cancelled() else show(t.exception()) if t.exception() else t.result(),
          "requests", t.cancelling())
    log.clear()


async def main():
    t = task_of(lambda: [child("a")])
    await settle()
    t.cancel("outside")
    await finish(t, "in the body")

    t = task_of(lambda: [child("a", turns=2)], body=None)
    await settle()
    t.cancel("outside")
    await finish(t, "while it waits for the children")

    t = task_of(lambda: [child("a", turns=6)], body=None)
    await settle()
    t.cancel("1")
    await asyncio.sleep(0)
    t.cancel("2")
    await asyncio.sleep(0)
    t.cancel("3")
    await finish(t, "three times while it waits")

    t = task_of(lambda: [child("a", turns=4)])
    await settle()
    t.cancel("1")
    t.cancel("2")
    await asyncio.sleep(0)
    t.cancel("3")
    await finish(t, "twice in the body, once while it waits")

    t = task_of(lambda: [child("a", "swallow")])
    await settle()
    t.cancel("outside")
    await finish(t, "a child that swallows")

    t = task_of(lambda: [child("a")], catch="swallow")
    await settle()
    t.cancel("outside")
    await settle()
    t.cancel("again")
    await finish(t, "a body that swallows: the children are not cancelled until it is again")

    t = task_of(lambda: [child("a", "fail")], after=True)
    await settle()
    t.cancel("outside")
    await finish(t, "a child that fails in its cleanup: the group goes out, the cancel comes at the next await")

    t = task_of(lambda: [child("a")], catch="fail", after=True)
    await settle()
    t.cancel("outside")
    await finish(t, "a body that fails in its cleanup")

    t = task_of(lambda: [child("a", "fails", first=0), child("b", turns=5)], after=True)
    await settle(3)
    t.cancel("outside")
    await finish(t, "cancelled from outside after a child has failed, while the sibling cleans up")

    t = task_of(lambda: [child("b", turns=5), child("a", "fails", first=0)], body=None, after=True)
    await settle(3)
    t.cancel("outside")
    await finish(t, "the same, with the body ended")

    t = task_of(lambda: [child("a", "fails", first=0)], after=True)
    for _ in range(2):
        await asyncio.sleep(0)
    t.cancel("same turn")
    await finish(t, "cancelled in the turn in which the child fails")

    t = task_of(lambda: [child("a", "fails", first=0)])
    for _ in range(3):
        await asyncio.sleep(0)
    t.cancel("next turn")
    await finish(t, "cancelled one turn later")

    t = task_of(lambda: [child("a")])
    t.cancel("early")
    await finish(t, "cancelled before it starts")

    async def entering():
        asyncio.current_task().cancel("waiting")
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(child("a"))
                log.append("body runs")
            log.append("block ended")
        finally:
            log.append(f"requests {asyncio.current_task().cancelling()}")

    t = asyncio.create_task(entering())
    await finish(t, "entered while a cancel waits to be delivered")

    async def uncancels():
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(child("a"))
                await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append(f"left {asyncio.current_task().uncancel()}")
        async with asyncio.TaskGroup() as g:
            g.create_task(child("b", first=0))
        log.append("a second group runs")

    t = asyncio.create_task(uncancels())
    await settle()
    t.cancel()
    await finish(t, "taken back, and a second group")

    async def tainted():
        asyncio.current_task().cancel()
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass
        try:
            async with asyncio.TaskGroup() as g:
                g.create_task(child("a", "fails", first=0))
                await asyncio.sleep(10)
        except BaseException as e:
            log.append(f"out {show(e)} requests {asyncio.current_task().cancelling()}")
        try:
            await asyncio.sleep(0)
            log.append("not cancelled")
        except asyncio.CancelledError:
            log.append("cancelled again")

    t = asyncio.create_task(tainted())
    await finish(t, "entered with an old request, a child fails")

    async def tainted_quiet():
        asyncio.current_task().cancel()
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass
        async with asyncio.TaskGroup() as g:
            g.create_task(child("a", first=0))
        await asyncio.sleep(0)
        log.append("nothing happens")

    t = asyncio.create_task(tainted_quiet())
    await finish(t, "entered with an old request, all goes well")


asyncio.run(main())
