"""athrow and aclose of asynchronous generators: before the start, at a yield, after the end, while
running; what the code may do with what is thrown, and what comes out.
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
        return show(e)


async def gen(how="plain"):
    try:
        log.append("begins")
        for i in range(3):
            try:
                got = yield i
                if got is not None:
                    log.append(f"got {got}")
            except ValueError as e:
                log.append(f"caught {show(e)}")
                if how == "yields":
                    yield "from except"
                elif how == "returns":
                    return
                elif how == "raises":
                    raise KeyError("other")
                elif how == "awaits":
                    await asyncio.sleep(0)
                elif how == "reraises":
                    raise
            except GeneratorExit:
                log.append("exit")
                if how == "exit yields":
                    yield "ignored"
                elif how == "exit returns":
                    return
                elif how == "exit raises":
                    raise KeyError("in exit")
                elif how == "exit awaits":
                    await asyncio.sleep(0)
                    log.append("awaited")
                raise
    finally:
        log.append("finally")


async def main():
    for how in ("plain", "yields", "returns", "raises", "awaits", "reraises"):
        print("--", how)
        g = gen(how)
        print(await outcome(anext(g)), "|", await outcome(g.athrow(ValueError("v"))), "|",
              await outcome(anext(g)), "|", await outcome(g.aclose()))
        flush()

    print("-- athrow of something the code does not catch")
    g = gen()
    print(await outcome(anext(g)), "|", await outcome(g.athrow(KeyError("k"))), "|", await outcome(anext(g)))
    flush()

    for how in ("plain", "exit yields", "exit returns", "exit raises", "exit awaits"):
        print("-- aclose:", how)
        g = gen(how)
        print(await outcome(anext(g)), "|", await outcome(g.aclose()), "|", await outcome(g.aclose()), "|",
              await outcome(anext(g)))
        flush()

    print("-- before the start")
    g = gen()
    print(await outcome(g.athrow(ValueError("early"))), "|", await outcome(anext(g)), "|", await outcome(g.aclose()))
    flush()
    g = gen()
    print(await outcome(g.aclose()), "|", await outcome(anext(g)), "|", await outcome(g.asend(None)))
    flush()
    g = gen()
    print(await outcome(g.asend(None)), "|", await outcome(g.asend("sent")), "|", await outcome(g.asend(None)), "|",
          await outcome(g.asend("last")), "|", await outcome(g.asend("after")))
    flush()

    print("-- after the end")
    g = gen()
    async for _ in g:
        pass
    print(await outcome(anext(g)), "|", await outcome(g.asend(1)), "|", await outcome(g.athrow(ValueError("late"))),
          "|", await outcome(g.aclose()))
    log.clear()

    print("-- after it has failed")

    async def failing():
        yield 1
        raise ValueError("fails")

    g = failing()
    print(await outcome(anext(g)), "|", await outcome(anext(g)), "|", await outcome(anext(g)), "|",
          await outcome(g.athrow(KeyError("k"))))

    print("-- while another task is in it")

    async def slow():
        try:
            yield 1
            await asyncio.sleep(10)
            yield 2
        finally:
            log.append("slow ends")

    g = slow()
    await anext(g)
    t = asyncio.create_task(outcome(anext(g)))
    await asyncio.sleep(0)
    print(await outcome(anext(g)))
    print(await outcome(g.asend(1)))
    print(await outcome(g.athrow(ValueError("x"))))
    print(await outcome(g.aclose()))
    t.cancel("c")
    print(await t)
    flush()
    print(await outcome(anext(g)))

    print("-- a cancel inside, caught by the code, which goes on")

    async def tough():
        n = 0
        while True:
            try:
                await asyncio.sleep(10 if n == 0 else 0)
                yield n
            except asyncio.CancelledError as e:
                log.append(f"tough {show(e)}")
            n += 1

    g = tough()
    t = asyncio.create_task(outcome(anext(g)))
    await asyncio.sleep(0)
    t.cancel("c")
    print(await t, t.cancelling())
    flush()
    print(await outcome(anext(g)))
    await g.aclose()

    print("-- break leaves it suspended; it can go on, or be closed")
    g = gen()
    async for x in g:
        break
    async for x in g:
        log.append(x)
        break
    await g.aclose()
    flush()

    print("-- a timeout inside an ask")

    async def ticks():
        try:
            while True:
                await asyncio.sleep(10)
                yield 1
        except asyncio.CancelledError:
            log.append("ticks cancelled")
            raise

    g = ticks()
    try:
        async with asyncio.timeout(0.01):
            async for _ in g:
                pass
    except TimeoutError as e:
        print(show(e))
    flush()
    print(await outcome(anext(g)))

    print("-- generators inside generators")

    async def outer():
        inner = gen()
        try:
            async for x in inner:
                yield f"outer {x}"
        finally:
            log.append("outer finally")
            await inner.aclose()

    g = outer()
    print(await outcome(anext(g)), "|", await outcome(anext(g)), "|", await outcome(g.aclose()))
    flush()

    print("-- the errors that may not leave")

    async def stops():
        yield 1
        raise StopAsyncIteration("s")

    g = stops()
    await anext(g)
    try:
        await anext(g)
    except RuntimeError as e:
        print(show(e), "| cause", show(e.__cause__))

    print("-- an ask made and not awaited; two made, awaited in the other order")

    async def count():
        for i in range(4):
            yield i

    g = count()
    a, b = g.__anext__(), g.__anext__()
    print(await outcome(b), await outcome(a))
    print((await outcome(a)).split(":")[0])
    await g.aclose()

    print("-- anext with a default")
    g = count()
    print([await anext(g, "none") for _ in range(6)])


asyncio.run(main())
