"""A future that is cancelled, or fails with a CancelledError, which is not the same; what
result(), exception() and awaiting it give, and how often.
"""
import asyncio


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def ask(what):
    try:
        return repr(what())
    except BaseException as e:
        return "raised " + show(e)


async def main():
    loop = asyncio.get_running_loop()

    print("-- cancelled with and without words")
    for words in (None, "", "w"):
        f = loop.create_future()
        print(f.cancel(words), f.cancel("again"), f.done(), f.cancelled())
        print(ask(f.result), "|", ask(f.exception), "|", ask(f.result))
        print(ask(lambda: f.set_result(1)), "|", ask(lambda: f.set_exception(ValueError())))

    print("-- failed with a CancelledError: done, not cancelled")
    f = loop.create_future()
    f.set_exception(asyncio.CancelledError("as a failure"))
    print(f.done(), f.cancelled(), ask(f.result), "|", ask(f.exception))
    print("cancel", f.cancel())

    async def waits(f):
        return await f

    t = asyncio.create_task(waits(f))
    await asyncio.wait([t])
    print("the awaiter:", t.cancelled(), ask(t.result))

    print("-- a cancelled future awaited twice")
    f = loop.create_future()
    f.cancel("w")
    for _ in range(2):
        try:
            await f
        except asyncio.CancelledError as e:
            print("await:", show(e), "| cancelling", asyncio.current_task().cancelling())

    print("-- set and cancelled in one step: the first counts")
    f = loop.create_future()
    f.set_result("r")
    print(f.cancel(), f.cancelled(), await f)
    f = loop.create_future()
    f.cancel()
    print(ask(lambda: f.set_result("r")))

    print("-- cancel of a done task, of a failed one")

    async def ends(x):
        if isinstance(x, BaseException):
            raise x
        return x

    for x in ("value", ValueError("v"), asyncio.CancelledError("own")):
        t = asyncio.create_task(ends(x))
        await asyncio.wait([t])
        print(t.cancel("late"), t.cancelled(), t.cancelling(), ask(t.result))

    print("-- a task that ends with another's CancelledError")
    f = loop.create_future()
    t1 = asyncio.create_task(waits(f))
    t2 = asyncio.create_task(waits(t1))
    await asyncio.sleep(0)
    f.cancel("deep")
    await asyncio.wait([t2])
    print(t1.cancelled(), t2.cancelled(), ask(t1.result), "|", ask(t2.result), "|", ask(t2.result))
    print(t1.cancelling(), t2.cancelling())

    print("-- a return value that is an exception is a value")
    t = asyncio.create_task(ends([ValueError("v")]))
    print(await t)

    print("-- result and exception before the end")
    t = asyncio.create_task(waits(loop.create_future()))
    print(ask(t.result), "|", ask(t.exception))
    await asyncio.sleep(0)
    print(ask(t.result), "|", ask(t.exception))
    t.cancel()
    print(ask(t.result), "|", t.cancelled(), t.cancelling())

    print("-- set_exception twice, and with a result")
    f = loop.create_future()
    f.set_exception(ValueError("1"))
    print(ask(lambda: f.set_exception(ValueError("2"))), "|", ask(lambda: f.set_result(3)))
    print(ask(f.exception))


asyncio.run(main())
