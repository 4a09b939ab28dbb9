"""What reaches the exception handler from odd places, in which context it runs, and what happens
when it fails itself; the default handler's lines.
"""
import asyncio
import contextvars
import logging

var = contextvars.ContextVar("var", default="none")
log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def fails(e):
    raise e


class Records(logging.Handler):
    def emit(self, record):
        lines = record.getMessage().split("\n")
        exc = record.exc_info and record.exc_info[1]
        print(record.levelname, "|", lines[0].split(" <")[0].split(" fails")[0], "|",
              [line.split(":")[0] for line in lines[1:] if line[:1].isalpha() and not line.startswith("Traceback")
               and ": " in line and not line.startswith(("ValueError", "KeyError"))],
              "|", show(exc) if exc else None)


logging.getLogger("asyncio").addHandler(Records())
logging.getLogger("asyncio").propagate = False


async def turns(n=3):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()

    def handler(l, ctx):
        log.append(f"{show(ctx['exception'])} keys {sorted(ctx)} var {var.get()} same loop {l is loop} "
                   f"task {asyncio.current_task() is not None}")

    loop.set_exception_handler(handler)
    print("-- callbacks, timers, done callbacks, letters: the handler runs in their context")
    var.set("main")
    ctx = contextvars.copy_context()
    ctx.run(var.set, "given")
    loop.call_soon(fails, ValueError("soon"))
    loop.call_soon(fails, ValueError("soon in context"), context=ctx)
    loop.call_later(0, fails, ValueError("timer"))
    loop.call_soon_threadsafe(fails, ValueError("letter"))
    f = loop.create_future()
    f.add_done_callback(lambda _: fails(ValueError("done callback")))
    f.add_done_callback(lambda _: fails(ValueError("in context")), context=ctx)
    f.set_result(1)
    var.set("changed later")
    await turns()
    for line in log:
        print(line)
    log.clear()

    print("-- a handler that fails: the default one is told both")
    loop.set_exception_handler(lambda l, c: fails(KeyError("handler")))
    loop.call_soon(fails, ValueError("v"))
    loop.call_soon(log.append, "next")
    await turns()
    flush()
    loop.call_exception_handler({"message": "by hand", "future": f})

    print("-- a handler that delegates")
    loop.set_exception_handler(lambda l, c: (log.append("mine"), l.default_exception_handler(c)))
    loop.call_soon(fails, ValueError("v"))
    await turns()
    flush()

    print("-- a handler that schedules, cancels and stops nothing")
    victim = asyncio.create_task(asyncio.sleep(10))
    await turns(1)

    def busy(l, c):
        l.call_soon(log.append, "scheduled by the handler")
        victim.cancel()
        log.append("handler")

    loop.set_exception_handler(busy)
    loop.call_soon(fails, ValueError("v"))
    loop.call_soon(log.append, "next")
    await turns()
    flush()
    print(victim.cancelled())

    print("-- by hand: what there is, and nothing")
    loop.set_exception_handler(None)
    loop.call_exception_handler({"message": "only a message"})
    loop.call_exception_handler({"message": "m", "exception": ValueError("e"), "zeta": 1, "alpha": 2})
    loop.call_exception_handler({})

    print("-- the handler changes while it runs")

    def first(l, c):
        log.append("first")
        l.set_exception_handler(second)

    def second(l, c):
        log.append("second")

    loop.set_exception_handler(first)
    for _ in range(3):
        loop.call_soon(fails, ValueError("v"))
    await turns()
    flush()
    print(loop.get_exception_handler() is second)
    loop.set_exception_handler(None)
    print(loop.get_exception_handler())

    print("-- a task's failure that is awaited is nobody's business")

    async def bad():
        raise ValueError("awaited")

    t = asyncio.create_task(bad())
    try:
        await t
    except ValueError as e:
        print(show(e))

    print("-- a CancelledError raised by a callback")
    loop.set_exception_handler(lambda l, c: log.append(show(c["exception"])))
    loop.call_soon(fails, asyncio.CancelledError("callback"))
    await turns()
    flush()


asyncio.run(main())

print("-- tasks that fail while run ends")


async def fails_in_cleanup(n):
    try:
        await asyncio.sleep(10)
    finally:
        raise ValueError(n)


async def leaves_behind():
    asyncio.get_running_loop().set_exception_handler(
        lambda l, c: print(c["message"], "|", show(c["exception"]), "|", sorted(c)))
    asyncio.create_task(fails_in_cleanup("a"))
    await asyncio.sleep(0)
    return "result"


print(asyncio.run(leaves_behind()))
