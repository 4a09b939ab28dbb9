"""Timeouts inside each other, around groups, gathers, shields and wait_for; which one fires, what
the others make of it, and how many cancel requests are left.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    text = type(e).__name__ + (f": {e}" if str(e) else "")
    if isinstance(e, BaseExceptionGroup):
        text += " " + str(sorted(show(x) for x in e.exceptions))
    return text


def left():
    return asyncio.current_task().cancelling()


async def nested(outer, inner, body, cleanup=None):
    try:
        async with asyncio.timeout(outer) as o:
            try:
                async with asyncio.timeout(inner) as i:
                    try:
                        await asyncio.sleep(body)
                        log.append("body done")
                    except asyncio.CancelledError:
                        log.append("body cancelled")
                        if cleanup:
                            await asyncio.sleep(cleanup)
                            log.append("cleaned up")
                        raise
            except TimeoutError:
                log.append("inner TimeoutError")
            except asyncio.CancelledError:
                log.append("inner CancelledError")
                raise
            finally:
                log.append(f"inner expired {i.expired()}")
    except TimeoutError:
        log.append("outer TimeoutError")
    print(log, "| expired", o.expired(), i.expired(), "| left", left())
    log.clear()


async def main():
    print("-- inner first, outer first, neither")
    await nested(10, 0.1, 10)
    await nested(0.1, 10, 10)
    await nested(10, 10, 0.1)
    print("-- no limits, zero limits")
    await nested(None, 0.1, 10)
    await nested(0.1, None, 10)
    await nested(0, 10, 10)
    await nested(10, 0, 10)
    await nested(0, 0, 10)
    await nested(-1, -1, 10)
    await nested(0, 0, 0)
    print("-- the outer fires while the inner cleans up")
    await nested(0.3, 0.1, 10, 10)
    print("-- the inner's deadline passes while the outer's cancel is cleaned up")
    await nested(0.1, 0.3, 10, 0.5)
    print("-- a timeout around a body that swallows the cancel and goes on")
    try:
        async with asyncio.timeout(0.1) as t:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                log.append("swallowed")
            await asyncio.sleep(0)
            log.append("went on")
    except TimeoutError:
        log.append("TimeoutError")
    flush()
    print(t.expired(), left())

    print("-- around a group: the group is cancelled, and the timeout turns it over")

    async def child(n, what="plain"):
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append(f"{n} cancelled")
            if what == "fail":
                raise ValueError(n)
            raise

    try:
        async with asyncio.timeout(0.1):
            async with asyncio.TaskGroup() as g:
                g.create_task(child("a"))
                g.create_task(child("b"))
    except TimeoutError as e:
        print(show(e), sorted(log), left())
    log.clear()

    print("-- around a group whose child fails in its cleanup")
    try:
        async with asyncio.timeout(0.1) as t:
            async with asyncio.TaskGroup() as g:
                g.create_task(child("a"))
                g.create_task(child("b", "fail"))
    except BaseException as e:
        print(show(e), t.expired(), sorted(log), left())
    log.clear()
    await asyncio.sleep(0)
    print("not cancelled afterwards")

    print("-- inside a group: the error is the group's")
    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child("a"))
            async with asyncio.timeout(0.1):
                await asyncio.sleep(10)
    except BaseException as e:
        print(show(e), log, left())
    log.clear()

    print("-- in a child of a group")

    async def limited():
        async with asyncio.timeout(0.1):
            await asyncio.sleep(10)

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(child("a"))
            g.create_task(limited())
            await asyncio.sleep(10)
    except BaseException as e:
        print(show(e), log, left())
    log.clear()

    print("-- around a gather, around a shield")
    try:
        async with asyncio.timeout(0.1):
            await asyncio.gather(child("x"), child("y"))
    except TimeoutError as e:
        print(show(e), log, left())
    log.clear()
    inner = asyncio.create_task(asyncio.sleep(0.4, "kept"))
    try:
        async with asyncio.timeout(0.1):
            await asyncio.shield(inner)
    except TimeoutError as e:
        print(show(e), inner.done(), await inner)

    print("-- wait_for in a timeout, a timeout in wait_for")
    for outer, inner in ((0.1, 10), (10, 0.1)):
        async def w():
            try:
                await asyncio.wait_for(child("w"), inner)
            except TimeoutError:
                log.append("inner TimeoutError")

        try:
            async with asyncio.timeout(outer):
                await w()
        except TimeoutError:
            log.append("outer TimeoutError")
        flush()
        try:
            await asyncio.wait_for(nested(inner, 20, 10), outer)
        except TimeoutError:
            log.append("wait_for TimeoutError")
        flush()

    print("-- a TimeoutError of one's own is left alone")
    try:
        async with asyncio.timeout(10) as t:
            raise TimeoutError("own")
    except TimeoutError as e:
        print(show(e), t.expired())
    try:
        await asyncio.wait_for(limited(), 10)
    except TimeoutError as e:
        print(show(e), type(e.__cause__).__name__)

    print("-- the error's cause")
    try:
        async with asyncio.timeout(0):
            await asyncio.sleep(10)
    except TimeoutError as e:
        print(type(e.__cause__).__name__, str(e) == "", e.args)


asyncio.run(main())
