"""Nested asynchronous context managers and exit stacks with failures, swallowing, cancels and
timeouts in enter and exit; what the exits get and what comes out.
"""
import asyncio
from contextlib import AsyncExitStack, asynccontextmanager

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "") if e else "None"


class Manager:
    def __init__(self, name, swallow=False, fail_enter=None, fail_exit=None, wait=False):
        self.name, self.swallow, self.fail_enter, self.fail_exit, self.wait = name, swallow, fail_enter, fail_exit, wait

    async def __aenter__(self):
        log.append(f"enter {self.name}")
        if self.wait:
            await asyncio.sleep(0)
        if self.fail_enter:
            raise self.fail_enter
        return self.name

    async def __aexit__(self, et, e, tb):
        log.append(f"exit {self.name} {show(e)}")
        if self.wait:
            await asyncio.sleep(0)
        if self.fail_exit:
            raise self.fail_exit
        return self.swallow


async def block(managers, body=None):
    try:
        async with AsyncExitStack() as stack:
            for m in managers:
                await stack.enter_async_context(m)
            log.append("body")
            if body:
                await body()
        log.append("after")
    except BaseException as e:
        log.append(f"out {show(e)}")
    flush()


async def fails():
    raise ValueError("body")


async def main():
    print("-- exit stacks")
    await block([Manager("a"), Manager("b", wait=True)])
    await block([Manager("a"), Manager("b")], fails)
    await block([Manager("a"), Manager("b", swallow=True)], fails)
    await block([Manager("a", swallow=True), Manager("b", fail_exit=KeyError("exit"))], fails)
    await block([Manager("a"), Manager("b", fail_exit=KeyError("exit"))])
    await block([Manager("a"), Manager("b", fail_enter=KeyError("enter")), Manager("c")])
    await block([Manager("a", swallow=True), Manager("b", fail_enter=KeyError("enter"))])
    await block([Manager("a", fail_exit=KeyError("2")), Manager("b", fail_exit=KeyError("1"))], fails)

    print("-- callbacks, push, pop_all")
    stack = AsyncExitStack()
    async with stack:
        stack.callback(log.append, "sync callback")

        async def cb():
            await asyncio.sleep(0)
            log.append("async callback")

        stack.push_async_callback(cb)
        await stack.enter_async_context(Manager("m"))

        async def ex(et, e, tb):
            log.append(f"pushed exit {show(e)}")

        stack.push_async_exit(ex)
    flush()
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(Manager("kept"))
        kept = stack.pop_all()
        stack.callback(log.append, "left")
    flush()
    await kept.aclose()
    flush()
    await kept.aclose()
    flush()

    print("-- cancelled in the body, in an exit, in an enter")

    async def sleeps():
        await asyncio.sleep(10)

    t = asyncio.create_task(block([Manager("a"), Manager("b", wait=True)], sleeps))
    for _ in range(3):
        await asyncio.sleep(0)
    t.cancel("c")
    await t

    class Slow(Manager):
        async def __aexit__(self, et, e, tb):
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as e2:
                log.append(f"{self.name} exit cancelled, got {show(e)}")
                raise

    t = asyncio.create_task(block([Manager("a"), Slow("slow"), Manager("b")]))
    for _ in range(3):
        await asyncio.sleep(0)
    t.cancel("in exit")
    await t

    t = asyncio.create_task(block([Manager("a"), Manager("b", wait=True)]))
    await asyncio.sleep(0)
    t.cancel("in enter")
    await t

    print("-- asynccontextmanager")

    @asynccontextmanager
    async def cm(name, how="plain"):
        log.append(f"enter {name}")
        try:
            yield name
        except ValueError as e:
            log.append(f"{name} caught {show(e)}")
            if how == "swallow":
                return
            if how == "replace":
                raise KeyError("replaced")
            if how == "again":
                yield "again"
            raise
        finally:
            log.append(f"finally {name}")
        if how == "twice":
            yield "second"

    async def use(m, body=None):
        try:
            async with m as x:
                log.append(f"body {x}")
                if body:
                    await body()
            log.append("after")
        except BaseException as e:
            log.append(f"out {show(e)}")
        flush()

    await use(cm("x"))
    await use(cm("x"), fails)
    await use(cm("x", "swallow"), fails)
    await use(cm("x", "replace"), fails)

    @asynccontextmanager
    async def empty():
        return
        yield

    try:
        async with empty():
            pass
    except RuntimeError:
        print("RuntimeError")
    try:
        async with cm("y", "twice"):
            pass
    except RuntimeError:
        print("RuntimeError")
    flush()

    print("-- a timeout around managers, managers around a timeout")
    try:
        async with asyncio.timeout(0.1):
            async with Manager("a", wait=True):
                await asyncio.sleep(10)
    except TimeoutError as e:
        log.append(f"out {show(e)}")
    flush()
    try:
        async with Manager("a"), asyncio.timeout(0.1):
            await asyncio.sleep(10)
    except TimeoutError as e:
        log.append(f"out {show(e)}")
    flush()
    async with Manager("a", swallow=True), asyncio.timeout(0.1):
        await asyncio.sleep(10)
    flush()


asyncio.run(main())
