"""Generators that are left suspended: closed at the end of run, all at once, with errors reported;
by shutdown_asyncgens by hand; those that are done or not begun are left alone.
"""
import asyncio

log = []


def flush():
    print(*sorted(log), sep="\n")
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def gen(name, how="plain"):
    try:
        yield 1
        yield 2
    except GeneratorExit:
        log.append(f"{name} exit")
        raise
    finally:
        if how == "awaits":
            await asyncio.sleep(0.01)
        log.append(f"{name} finally, task {asyncio.current_task() is not None}")
        if how == "fails":
            raise ValueError(name)


keep = []


async def main():
    asyncio.get_running_loop().set_exception_handler(
        lambda l, c: log.append(f"handler {c['message'].split(' <')[0]} | {show(c['exception'])} | {sorted(c)}"))
    for name, how in (("a", "plain"), ("b", "awaits"), ("c", "fails")):
        g = gen(name, how)
        keep.append(g)
        await anext(g)
    done = gen("done")
    async for _ in done:
        pass
    log.append("-- after done")
    closed = gen("closed")
    await anext(closed)
    await closed.aclose()
    keep.extend([done, closed, gen("never begun")])
    log.append("main ends")


print("-- at the end of run")
asyncio.run(main())
flush()


async def after():
    for g in keep[:3]:
        try:
            await anext(g)
        except StopAsyncIteration:
            print("ended")


asyncio.run(after())
keep.clear()

print("-- by hand")
loop = asyncio.new_event_loop()


async def begin(n):
    g = gen(n)
    keep.append(g)
    return await anext(g)


print(loop.run_until_complete(begin("x")), loop.run_until_complete(begin("y")))
loop.run_until_complete(loop.shutdown_asyncgens())
flush()
loop.run_until_complete(loop.shutdown_asyncgens())
flush()
loop.close()

print("-- a generator iterated in two runs of one loop")
with asyncio.Runner() as runner:
    g = gen("two runs")

    async def step():
        return await anext(g)

    print(runner.run(step()), runner.run(step()))
    log.append("between")
flush()
