"""Coroutines used twice, tasks that await themselves or each other's ends, wrong loops, results
asked too early; names, current tasks and the list of tasks at odd moments; waiting_on in texts.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def outcome(aw):
    try:
        return repr(await aw)
    except BaseException as e:
        return show(e).split(" <")[0]


async def value(x, turns=0):
    for _ in range(turns):
        await asyncio.sleep(0)
    return x


async def main():
    loop = asyncio.get_running_loop()

    print("-- a coroutine in two tasks")
    c = value(1, 2)
    a, b = asyncio.create_task(c), asyncio.create_task(c)
    print(await outcome(a), "|", (await asyncio.wait([b]))[0] == {b})
    try:
        await b
    except RuntimeError:
        print("RuntimeError")

    print("-- a coroutine awaited after its task has ended, and while it runs")
    c = value(1, 1)
    t = asyncio.create_task(c)
    await asyncio.sleep(0)
    for _ in range(2):
        try:
            await c
        except RuntimeError:
            print("RuntimeError")
        await t

    print("-- closed before it began")
    c = value(1)
    c.close()
    c.close()
    try:
        await c
    except RuntimeError:
        print("RuntimeError")
    t = asyncio.create_task(c)
    await asyncio.wait([t])
    print(type(t.exception()).__name__)

    print("-- a task that awaits itself, directly and through others")

    async def awaits_itself():
        await asyncio.current_task()

    print(await outcome(asyncio.create_task(awaits_itself())))

    async def by(wrap):
        try:
            await asyncio.wait_for(wrap(asyncio.current_task()), 0.05)
        except RuntimeError as e:
            return show(e).split(" <")[0]
        except TimeoutError as e:
            return show(e)

    print(await outcome(asyncio.create_task(by(lambda t: t))))
    t = asyncio.create_task(by(lambda t: asyncio.wait([t])))
    await asyncio.wait([t])
    print(t.cancelled(), t.cancelled() or t.result())

    print("-- a task whose coroutine returns its own task")

    async def returns_itself():
        return asyncio.current_task()

    t = asyncio.create_task(returns_itself())
    print((await t) is t)

    print("-- another loop's futures")
    other = asyncio.new_event_loop()
    f = other.create_future()
    print(await outcome(f))
    for make in (lambda: asyncio.gather(value(1), f), lambda: asyncio.ensure_future(f, loop=loop)):
        try:
            print(await make())
        except ValueError as e:
            print(show(e))
    f.set_result("done")
    print(await outcome(f))
    other.close()

    print("-- results asked for")
    t = asyncio.create_task(value("v", 1), name="asked")
    for what in (t.result, t.exception, lambda: t.set_result(1), lambda: t.set_exception(ValueError())):
        try:
            print(what())
        except Exception as e:
            print(show(e))
    await t
    print(t.result(), t.exception())

    print("-- names")
    t.set_name("renamed")
    print(t.get_name(), asyncio.create_task(value(1)).get_name().startswith("Task-"))
    u = asyncio.create_task(value(1), name="")
    print(repr(u.get_name()))
    await u

    print("-- the current task at odd moments")
    me = asyncio.current_task()
    loop.call_soon(lambda: log.append(asyncio.current_task() is None))
    f = loop.create_future()
    f.add_done_callback(lambda _: log.append(asyncio.current_task() is None))
    f.set_result(1)

    async def looks():
        try:
            log.append(asyncio.current_task() is me)
            await asyncio.sleep(0)
        finally:
            log.append(asyncio.current_task() is me)

    await looks()
    await asyncio.create_task(looks())
    flush()

    print("-- all_tasks: made, cancelled, done, failed")
    before = len(asyncio.all_tasks())
    t1 = asyncio.create_task(value(1))
    t2 = asyncio.create_task(value(2, 5))
    log.append(len(asyncio.all_tasks()) - before)
    t2.cancel()
    log.append(len(asyncio.all_tasks()) - before)
    await t1
    log.append((t1 in asyncio.all_tasks(), t2 in asyncio.all_tasks()))
    await asyncio.wait([t2])
    log.append(len(asyncio.all_tasks()) - before)
    flush()

    print("-- done callbacks: of a done task, of itself, removed by each other")

    async def adds_to_itself():
        asyncio.current_task().add_done_callback(lambda t: log.append(f"own {t.result()}"))
        return "r"

    t = asyncio.create_task(adds_to_itself())
    await t
    t.add_done_callback(lambda t: log.append("late"))
    log.append("added")
    await asyncio.sleep(0)
    flush()

    print("-- a callback cancels, awaits nothing, makes tasks")
    t = asyncio.create_task(value("x"))
    victim = asyncio.create_task(asyncio.sleep(10))
    t.add_done_callback(lambda _: victim.cancel("by callback"))
    print(await outcome(victim))

    print("-- tasks that end in a row, each awaiting the next, both directions")

    async def link(n, nxt):
        r = await nxt if nxt else []
        return r + [n]

    t = None
    for n in range(50):
        t = asyncio.create_task(link(n, t))
    print(sum(await t))

    print("-- 500 coroutines deep")

    async def deep(n):
        return 1 + await deep(n - 1) if n else 0

    print(await deep(500), await asyncio.create_task(deep(500)))


asyncio.run(main())
