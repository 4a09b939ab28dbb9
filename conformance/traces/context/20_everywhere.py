"""Context variables in callbacks, timers, done callbacks, tasks, groups, gathers, shields,
timeouts, threads, executors, generators and runs: what is copied, when, and who sees changes.
"""
import asyncio
import contextvars

var = contextvars.ContextVar("var", default="unset")
other = contextvars.ContextVar("other")
log = []


def flush():
    print(log)
    log.clear()


def note(where):
    log.append(f"{where} {var.get()}")


async def noting(where, new=None):
    note(where)
    if new:
        var.set(new)
    await asyncio.sleep(0)
    note(where)


async def main():
    loop = asyncio.get_running_loop()

    print("-- captured when scheduled")
    var.set(1)
    loop.call_soon(note, "soon")
    loop.call_later(0, note, "timer")
    loop.call_soon_threadsafe(note, "letter")
    f = loop.create_future()
    f.add_done_callback(lambda _: note("callback"))
    t = asyncio.create_task(noting("task"))
    c = noting("coroutine")
    var.set(2)
    f.set_result(None)
    f.add_done_callback(lambda _: note("late callback"))
    await t
    await c
    flush()

    print("-- a callback's change is its own")
    loop.call_soon(lambda: (var.set("callback"), note("in callback")))
    await asyncio.sleep(0)
    note("main")
    flush()

    print("-- a context given: changes stay in it")
    ctx = contextvars.copy_context()
    loop.call_soon(lambda: var.set("by callback"), context=ctx)
    await asyncio.sleep(0)
    log.append(f"ctx {ctx[var]}")
    await asyncio.create_task(noting("task in ctx", "by task"), context=ctx)
    log.append(f"ctx {ctx[var]}")
    note("main")
    flush()

    print("-- awaited coroutines share, tasks do not")
    await noting("awaited", "by awaited")
    note("main")
    await asyncio.create_task(noting("task", "by task"))
    note("main")
    await asyncio.gather(noting("gathered", "g1"), noting("gathered 2", "g2"))
    note("main")
    await asyncio.shield(noting("shielded", "sh"))
    note("main")
    await asyncio.wait_for(noting("wait_for", "by wait_for"), 5)
    note("main")
    async with asyncio.timeout(5):
        var.set("in timeout")
    note("main")
    async with asyncio.TaskGroup() as g:
        g.create_task(noting("child", "by child"))
        var.set("in group")
        g.create_task(noting("child 2", "by child 2"))
    note("main")
    for x in asyncio.as_completed([noting("completed", "ac")]):
        await x
    note("main")
    flush()

    print("-- threads")

    def in_thread():
        note("thread")
        var.set("by thread")
        note("thread")

    await asyncio.to_thread(in_thread)
    note("main")
    ctx = contextvars.copy_context()
    await loop.run_in_executor(None, in_thread)
    note("main")
    await loop.run_in_executor(None, ctx.run, in_thread)
    log.append(f"ctx {ctx[var]}")
    flush()

    print("-- run_coroutine_threadsafe takes the thread's")

    def post():
        var.set("posted")
        return asyncio.run_coroutine_threadsafe(noting("letter"), loop).result()

    await asyncio.to_thread(post)
    note("main")
    flush()

    print("-- generators run in the asker's context")

    async def items():
        note("gen 1")
        var.set("by gen")
        yield 1
        note("gen 2")
        yield 2

    agen = items()
    await anext(agen)
    note("main")
    var.set("main")
    async def asks():
        var.set("asker")
        return await anext(agen)

    await asyncio.create_task(asks())
    note("main")
    await agen.aclose()
    flush()

    print("-- done callbacks of tasks: of who added them")

    async def quick():
        var.set("inside")

    t = asyncio.create_task(quick())
    var.set("adder")
    t.add_done_callback(lambda _: note("task callback"))
    var.set("after")
    await t
    await asyncio.sleep(0)
    flush()

    print("-- tokens")
    tok = var.set("x")
    log.append(tok.old_value)
    var.reset(tok)
    note("reset")
    try:
        var.reset(tok)
    except RuntimeError:
        log.append("used")
    tok = other.set(1)
    log.append(tok.old_value is contextvars.Token.MISSING)
    other.reset(tok)
    try:
        other.get()
    except LookupError:
        log.append("LookupError")
    log.append(other.get("fallback"))

    async def foreign(tok):
        try:
            var.reset(tok)
        except ValueError:
            log.append("foreign token")

    await asyncio.create_task(foreign(var.set("y")))
    await foreign(var.set("z"))
    note("main")
    flush()

    print("-- context objects")
    ctx = contextvars.Context()
    log.append(ctx.run(var.get))
    log.append(var in ctx)
    ctx.run(var.set, "c")
    log.append([var in ctx, ctx[var], len(ctx), ctx.get(other)])
    cp = ctx.copy()
    cp.run(var.set, "copy")
    log.append([ctx[var], cp[var]])
    try:
        ctx.run(lambda: ctx.run(var.get))
    except RuntimeError:
        log.append("entered twice")
    flush()

    print("-- get_context")
    t = asyncio.create_task(noting("gc", "in task"))
    await t
    log.append(t.get_context()[var])
    h = loop.call_soon(note, "handle")
    log.append(h.get_context()[var])
    await asyncio.sleep(0)
    flush()


var.set("outside")
asyncio.run(main())
note("after run")
flush()

print("-- a runner's runs share one context, a given one is used")


async def sets(x):
    note("run")
    var.set(x)


with asyncio.Runner() as runner:
    runner.run(sets("first"))
    var.set("between")
    runner.run(sets("second"))
    ctx = contextvars.copy_context()
    runner.run(sets("third"), context=ctx)
    log.append(ctx[var])
    runner.run(sets("fourth"))
note("outside")
flush()
