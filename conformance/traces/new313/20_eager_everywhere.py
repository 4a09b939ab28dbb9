"""Eager tasks in gather, groups, wait, shield, ensure_future, made by callbacks and by each other;
the order against call_soon; errors, cancels and exits in the first step; per task by eager_start.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    text = type(e).__name__ + (f": {e}" if str(e) else "")
    if isinstance(e, BaseExceptionGroup):
        text += " <" + ", ".join(sorted(show(x) for x in e.exceptions)) + ">"
    return text


async def job(name, turns=0, fail=None):
    log.append(f"{name} begins")
    try:
        for _ in range(turns):
            await asyncio.sleep(0)
        if fail:
            raise fail
        return name
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        raise
    finally:
        log.append(f"{name} ends")


async def main():
    loop = asyncio.get_running_loop()
    loop.set_task_factory(asyncio.eager_task_factory)
    loop.set_exception_handler(lambda l, c: log.append(f"handler {c['message']}"))

    print("-- order against call_soon and done callbacks")
    loop.call_soon(log.append, "soon 1")
    t = asyncio.create_task(job("t", 1))
    t.add_done_callback(lambda _: log.append("t's callback"))
    loop.call_soon(log.append, "soon 2")
    u = asyncio.create_task(job("u"))
    u.add_done_callback(lambda _: log.append("u's callback"))
    log.append(f"u done {u.done()}")
    for i in range(4):
        await asyncio.sleep(0)
        log.append(i)
    flush()

    print("-- gather: done at once if all are")
    g = asyncio.gather(job("a"), job("b"))
    print(g.done(), g.result())
    flush()
    g = asyncio.gather(job("a"), job("b", 1), job("c"))
    print(g.done(), await g)
    flush()
    g = asyncio.gather(job("a", 0, ValueError("at once")), job("b", 1))
    print(g.done(), show(g.exception()))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    flush()
    g = asyncio.gather(job("a", 0, ValueError("at once")), job("b"), return_exceptions=True)
    print(g.done(), g.result())
    flush()

    print("-- gather: an eager child completes a sibling given before it")
    f = loop.create_future()

    async def completes():
        f.set_result("f")
        return "c"

    g = asyncio.gather(f, completes())
    print(g.done(), await g)

    print("-- a group")
    async with asyncio.TaskGroup() as tg:
        x = tg.create_task(job("x"))
        log.append(f"x done {x.done()}")
        tg.create_task(job("y", 1))
        log.append("body ends")
    flush()

    print("-- a group, a child fails in its first step: the body goes on to its next await")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("sibling", 9))
            x = tg.create_task(job("x", 0, ValueError("first step")))
            log.append(f"x done {x.done()}, body goes on")
            y = tg.create_task(job("y", 5))
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError:
                log.append("body cancelled")
                raise
    except BaseExceptionGroup as e:
        log.append(show(e))
    flush()
    print(asyncio.current_task().cancelling())

    print("-- a group of failing ones only, without an await in the body")
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(job("x", 0, ValueError("1")))
            tg.create_task(job("y", 0, ValueError("2")))
            log.append("body ends")
    except BaseExceptionGroup as e:
        log.append(show(e))
    flush()

    print("-- wait, shield, wait_for, ensure_future, as_completed")
    t1, t2 = asyncio.create_task(job("w1")), asyncio.create_task(job("w2", 1))
    done, pending = await asyncio.wait([t1, t2], return_when=asyncio.FIRST_COMPLETED)
    print(t1 in done, t2 in pending)
    await t2
    s = asyncio.shield(job("s"))
    print(s.done(), s.result())
    e = asyncio.ensure_future(job("e"))
    print(e.done())
    print(await asyncio.wait_for(job("wf"), 1))
    for c in asyncio.as_completed([asyncio.create_task(job("c1", 1)), asyncio.create_task(job("c2"))]):
        log.append(await c)
    flush()

    print("-- one makes another: depth first")

    async def nest(n):
        log.append(f"nest {n} begins, {asyncio.current_task().get_name()}")
        if n:
            inner = asyncio.create_task(nest(n - 1), name=f"n{n - 1}")
            log.append(f"nest {n} back in {asyncio.current_task().get_name()}, inner done {inner.done()}")
            await asyncio.sleep(0)
        log.append(f"nest {n} ends")

    t = asyncio.create_task(nest(2), name="n2")
    print("done", t.done(), asyncio.current_task() is not t)
    await t
    flush()

    print("-- cancelled after its first step")
    t = asyncio.create_task(job("c", 3))
    t.cancel("early")
    await asyncio.wait([t])
    print(t.cancelled())
    flush()

    print("-- cancels itself in its first step, and ends, or suspends")

    async def cancels_itself(suspend):
        asyncio.current_task().cancel("self")
        log.append("cancelled itself")
        if suspend:
            try:
                await asyncio.sleep(0)
            except asyncio.CancelledError as e:
                log.append(show(e))
                raise
        return "value"

    for suspend in (False, True):
        t = asyncio.create_task(cancels_itself(suspend))
        d = t.done()
        await asyncio.wait([t])
        print("done", d, "cancelled", t.cancelled())
    flush()

    print("-- awaits its creator, awaits a done future")

    async def awaits(x):
        log.append("awaits")
        return await x

    f = loop.create_future()
    f.set_result("ready")
    t = asyncio.create_task(awaits(f))
    print(t.done(), t.result())
    f = loop.create_future()
    t = asyncio.create_task(awaits(f))
    f.set_result("later")
    print(t.done(), await t)
    flush()

    print("-- made in a callback: no task is current before and after")

    def callback():
        log.append(f"before {asyncio.current_task()}")
        t = asyncio.create_task(job("cb", 1))
        log.append(f"after {asyncio.current_task()}, done {t.done()}")

    loop.call_soon(callback)
    for _ in range(3):
        await asyncio.sleep(0)
    flush()

    print("-- all_tasks holds it in its first step")

    async def counts():
        log.append(len(asyncio.all_tasks()))
        await asyncio.sleep(0)
        log.append(len(asyncio.all_tasks()))

    await asyncio.create_task(counts())
    log.append(len(asyncio.all_tasks()))
    flush()

    print("-- get_coro")
    t = asyncio.create_task(job("gc"))
    t2 = asyncio.create_task(job("gc2", 1))
    print(t.get_coro(), t2.get_coro() is not None)
    await t2
    print(t2.get_coro() is not None)
    log.clear()

    print("-- a failure nobody looked at, yet")
    t = asyncio.create_task(job("f", 0, ValueError("unseen")))
    print(t.done(), show(t.exception()))
    flush()

    print("-- the plain factory again")
    loop.set_task_factory(None)
    t = asyncio.create_task(job("lazy"))
    log.append("created")
    await t
    flush()


asyncio.run(main())

print("-- outside of a run it is lazy")
loop = asyncio.new_event_loop()
loop.set_task_factory(asyncio.eager_task_factory)
t = loop.create_task(job("outside"))
log.append("created")
print(loop.run_until_complete(t))
flush()

print("-- an exit in the first step leaves create_task, and the loop")


async def exits():
    raise SystemExit(3)


async def creator():
    try:
        asyncio.create_task(exits())
    except SystemExit as e:
        log.append(f"creator saw {show(e)}")
    await asyncio.sleep(0)
    return "went on"


try:
    print(loop.run_until_complete(creator()))
except SystemExit as e:
    print("left with", show(e))
flush()
loop.close()
