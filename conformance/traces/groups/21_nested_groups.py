"""Groups in groups, in the body and in children: who is cancelled, in which order, how the errors
are nested, and that each takes only its own cancel request back.
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
        if what == "fails":
            for _ in range(turns):
                await asyncio.sleep(0)
            raise ValueError(name)
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        for _ in range(turns):
            await asyncio.sleep(0)
        if what == "fail":
            raise ValueError(name)
        raise


async def nested(outer, inner, inner_body=10, outer_body=10, catch=False):
    try:
        async with asyncio.TaskGroup() as o:
            for c in outer():
                o.create_task(c)
            try:
                async with asyncio.TaskGroup() as i:
                    for c in inner():
                        i.create_task(c)
                    if inner_body is not None:
                        try:
                            await asyncio.sleep(inner_body)
                        except asyncio.CancelledError:
                            log.append(f"inner body cancelled, requests {requests()}")
                            raise
                log.append("inner ended")
            except BaseException as e:
                log.append(f"inner {show(e)}, requests {requests()}")
                if not catch:
                    raise
            if outer_body is not None:
                try:
                    await asyncio.sleep(outer_body)
                except asyncio.CancelledError:
                    log.append(f"outer body cancelled, requests {requests()}")
                    raise
        log.append("outer ended")
    except BaseException as e:
        log.append(f"outer {show(e)}, requests {requests()}")
        raise


async def play(title, *args, cancel_after=None, **kwargs):
    print("--", title)
    t = asyncio.create_task(nested(*args, **kwargs))
    if cancel_after is not None:
        for _ in range(cancel_after):
            await asyncio.sleep(0)
        t.cancel("outside")
    await asyncio.wait([t])
    print(*log, sep="\n")
    print("cancelled" if t.cancelled() else show(t.exception()) if t.exception() else "fine", "requests", t.cancelling())
    log.clear()


async def main():
    quick = asyncio.sleep
    await play("all goes well", lambda: [quick(0)], lambda: [quick(0), quick(0)], 0, 0)
    await play("an inner child fails", lambda: [child("o")], lambda: [child("a", "fails"), child("b")])
    await play("an inner child fails, and it is caught", lambda: [child("o", "fails", 9)],
               lambda: [child("a", "fails"), child("b")], catch=True)
    await play("an outer child fails, the inner body runs", lambda: [child("o", "fails", 2)], lambda: [child("a")])
    await play("an outer child fails, the inner group waits", lambda: [child("o", "fails", 2)], lambda: [child("a", turns=2)], None)
    await play("both fail in one turn, the inner first", lambda: [child("o", "fails", 2)], lambda: [child("a", "fails", 1)])
    await play("both fail in one turn, the outer first", lambda: [child("o", "fails", 1)], lambda: [child("a", "fails", 1)])
    await play("the outer fails while the inner aborts", lambda: [child("o", "fails", 5)],
               lambda: [child("a", "fails"), child("b", turns=9)])
    await play("the inner fails in its cleanup, after the outer has failed", lambda: [child("o", "fails", 1)],
               lambda: [child("a", "fail", 2)])
    await play("the inner's error is caught although the outer has failed", lambda: [child("o", "fails", 1)],
               lambda: [child("a", "fail", 2)], catch=True)
    await play("cancelled from outside", lambda: [child("o")], lambda: [child("a")], cancel_after=4)
    await play("cancelled from outside while the inner waits", lambda: [child("o")], lambda: [child("a")], None, cancel_after=4)
    await play("cancelled from outside, the inner child fails in cleanup", lambda: [child("o")],
               lambda: [child("a", "fail")], cancel_after=4)
    await play("cancelled from outside, the outer child fails in cleanup", lambda: [child("o", "fail")],
               lambda: [child("a")], cancel_after=4)
    await play("the inner group is left by a value, the outer fails later", lambda: [child("o", "fails", 6)],
               lambda: [quick(0)], 0)

    print("-- a group in a child: the error is nested")

    async def sub(name, *children):
        async with asyncio.TaskGroup() as g:
            for c in children:
                g.create_task(c)

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(sub("s1", child("a", "fails", 1), child("b")))
            g.create_task(sub("s2", child("c", "fail"), child("d")))
            g.create_task(child("e"))
    except BaseExceptionGroup as e:
        print(show(e))
        match, rest = e.split(lambda x: isinstance(x, ValueError) and str(x) == "a")
        print(show(match), "|", show(rest))
    print(sorted(log), requests())
    log.clear()

    print("-- three deep, the innermost fails")

    async def deep(n):
        try:
            async with asyncio.TaskGroup() as g:
                if n:
                    g.create_task(deep(n - 1))
                else:
                    g.create_task(child("leaf", "fails"))
                g.create_task(child(f"sibling {n}"))
        finally:
            log.append(f"level {n} ends")

    try:
        await deep(2)
    except BaseExceptionGroup as e:
        print(show(e))
    print(log)
    log.clear()

    print("-- the children of a child's group are waited for when the grandparent is cancelled")
    t = asyncio.create_task(sub("s", sub("t", child("x", turns=3))))
    for _ in range(5):
        await asyncio.sleep(0)
    t.cancel()
    await asyncio.wait([t])
    print(log, t.cancelled())
    log.clear()

    print("-- a child makes a task in its parent's group")

    async def maker(g, n):
        log.append(f"maker {n}")
        if n:
            g.create_task(maker(g, n - 1))

    async with asyncio.TaskGroup() as g:
        g.create_task(maker(g, 3))
    print(log)
    log.clear()

    print("-- a child makes one while the group shuts down")

    async def late(g):
        try:
            await asyncio.sleep(10)
        finally:
            try:
                g.create_task(child("late"))
            except RuntimeError as e:
                log.append(str(e).split(" ", 2)[0] + " ... " + str(e).rsplit("> ", 1)[1])

    try:
        async with asyncio.TaskGroup() as g:
            g.create_task(late(g))
            g.create_task(child("f", "fails", 1))
    except BaseExceptionGroup as e:
        print(show(e), log)
    log.clear()


asyncio.run(main())
