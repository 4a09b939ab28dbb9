"""Async generators from outside: athrow and aclose in every state, also while
the generator runs; what its finally may await, and that it may not yield there;
shutdown_asyncgens closes those that are left and reports what fails.
"""
import asyncio


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def attempt(label, aw):
    try:
        print(label, "->", await aw)
    except BaseException as e:
        print(label, "->", show(e))


async def numbers(log):
    log.append("begins")
    try:
        for i in range(1, 4):
            try:
                yield i
            except ValueError as e:
                log.append(f"caught {e}")
    finally:
        log.append("finally")
        await asyncio.sleep(0)
        log.append("cleaned up")


async def stubborn():
    try:
        yield 1
    finally:
        yield "still here"


async def failing():
    try:
        yield 1
    finally:
        raise KeyError("in finally")


async def waiting(future):
    yield await future


async def main():
    log = []

    def logged():
        print("   ", ", ".join(log))
        log.clear()

    print("-- athrow")
    g = numbers(log)
    await attempt("next", anext(g))
    await attempt("caught", g.athrow(ValueError("v")))
    await attempt("not caught", g.athrow(KeyError("k")))
    logged()
    await attempt("next", anext(g))
    await attempt("again", g.athrow(ValueError("v")))
    await attempt("close", g.aclose())
    g = numbers(log)
    await attempt("before it began", g.athrow(ValueError("v")))
    await attempt("next", anext(g))

    print("-- aclose")
    g = numbers(log)
    await attempt("before it began", g.aclose())
    await attempt("next", anext(g))
    logged()
    g = numbers(log)
    await anext(g)
    await attempt("suspended", g.aclose())
    await attempt("twice", g.aclose())
    await attempt("next", anext(g))
    await attempt("send", g.asend(1))
    logged()
    kept = stubborn()
    await anext(kept)
    await attempt("that goes on", kept.aclose())
    g = failing()
    await anext(g)
    await attempt("that fails", g.aclose())
    await attempt("next", anext(g))

    print("-- a loop that is left early")
    g = numbers(log)
    async for n in g:
        break
    logged()
    await attempt("goes on", anext(g))
    await g.aclose()
    logged()

    print("-- while it runs")
    future = asyncio.get_running_loop().create_future()
    g = waiting(future)
    asking = asyncio.create_task(ask(g))
    await asyncio.sleep(0)
    await attempt("next", anext(g))
    await attempt("send", g.asend(1))
    await attempt("athrow", g.athrow(ValueError("v")))
    await attempt("close", g.aclose())
    future.set_result("the future's")
    await attempt("the first", asking)
    await attempt("next", anext(g))

    print("-- cancelled while it waits")
    g = waiting(asyncio.get_running_loop().create_future())
    asking = asyncio.create_task(ask(g))
    await asyncio.sleep(0)
    asking.cancel()
    await attempt("the first", asking)
    await attempt("next", anext(g))

    print("-- shutdown_asyncgens")
    reports = []
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda l, c: reports.append((c["message"].partition("<")[0].strip(), show(c["exception"]))))
    left = numbers(log)
    await anext(left)
    bad = failing()
    await anext(bad)
    await loop.shutdown_asyncgens()
    logged()
    print(*sorted(reports), sep="\n")
    await attempt("next", anext(left))


async def ask(g):
    return await anext(g)


asyncio.run(main())
