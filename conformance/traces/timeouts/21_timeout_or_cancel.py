"""A timeout and a cancel from elsewhere: before, after, in the same turn; what comes out and how
many requests are left. Also reschedule in odd places, and a result in the turn of the deadline.
"""
import asyncio
import time

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def settle(n=4):
    for _ in range(n):
        await asyncio.sleep(0)


async def limited(limit, cleanup=0):
    try:
        async with asyncio.timeout(limit) as t:
            try:
                await asyncio.sleep(10)
            except asyncio.CancelledError as e:
                log.append(f"body {show(e)}")
                if cleanup:
                    try:
                        await asyncio.sleep(cleanup)
                    except asyncio.CancelledError as e2:
                        log.append(f"cleanup {show(e2)}")
                        raise
                raise
    except BaseException as e:
        log.append(f"block {show(e)}, expired {t.expired()}, left {asyncio.current_task().cancelling()}")
        raise


async def end(t):
    await asyncio.wait([t])
    flush()
    print("cancelled", t.cancelled(), "" if t.cancelled() else show(t.exception()), "requests", t.cancelling())


async def main():
    loop = asyncio.get_running_loop()

    print("-- the cancel first")
    t = asyncio.create_task(limited(10))
    await settle()
    t.cancel("outside")
    await end(t)

    print("-- the timeout first, the cancel during cleanup")
    t = asyncio.create_task(limited(0.1, 10))
    await asyncio.sleep(0.3)
    t.cancel("outside")
    await end(t)

    print("-- the cancel first, the timeout during cleanup")
    t = asyncio.create_task(limited(0.2, 10))
    await settle()
    t.cancel("outside")
    await end(t)

    print("-- both in one turn: cancel then timeout")
    t = asyncio.create_task(limited(0))
    await asyncio.sleep(0)
    t.cancel("outside")
    await end(t)

    print("-- both in one turn: timeout then cancel")
    t = asyncio.create_task(limited(0))
    await asyncio.sleep(0)
    loop.call_soon(lambda: t.cancel("outside"))
    await end(t)

    print("-- cancelled before it starts")
    t = asyncio.create_task(limited(0))
    t.cancel("outside")
    await asyncio.wait([t])
    print(t.cancelled(), t.cancelling(), log)

    print("-- entered with a request pending from before")

    async def tainted(limit):
        asyncio.current_task().cancel("before")
        try:
            await asyncio.sleep(0)
        except asyncio.CancelledError:
            pass
        await limited(limit)

    t = asyncio.create_task(tainted(0.01))
    await end(t)

    print("-- entered while a cancel waits to be delivered")

    async def entering(limit):
        asyncio.current_task().cancel("waiting")
        await limited(limit)

    for limit in (10, 0):
        t = asyncio.create_task(entering(limit))
        await end(t)

    print("-- the body cancels its own task")

    async def own():
        async with asyncio.timeout(10):
            asyncio.current_task().cancel("own")
            await asyncio.sleep(0)

    t = asyncio.create_task(own())
    await end(t)

    print("-- a result in the turn of the deadline")

    async def racing(result_first):
        f = loop.create_future()
        when = loop.time() + 0.2
        if result_first:
            loop.call_at(when - 0.0001, f.set_result, "result")
        try:
            async with asyncio.timeout_at(when) as t:
                if not result_first:
                    loop.call_at(when + 0.0001, lambda: f.done() or f.set_result("result"))
                loop.call_at(when - 0.05, lambda: time.sleep(0.1))
                log.append(await f)
        except TimeoutError as e:
            log.append(show(e))
        log.append(f"expired {t.expired()} future cancelled {f.cancelled()}")

    await racing(True)
    flush()
    await racing(False)
    flush()

    print("-- expired, but the body ends without another await")

    async def busy():
        async with asyncio.timeout(0) as t:
            pass
        print("never suspended:", t.expired())
        try:
            async with asyncio.timeout(0) as t:
                await asyncio.sleep(0)
                print("one turn: expired", t.expired())
        except TimeoutError as e:
            print("one turn:", show(e))

    await busy()

    print("-- reschedule")
    async with asyncio.timeout(0.01) as t:
        t.reschedule(None)
        await asyncio.sleep(0.03)
    print("off:", t.expired(), t.when())
    try:
        async with asyncio.timeout(None) as t:
            t.reschedule(loop.time() - 1)
            log.append("still here")
            await asyncio.sleep(10)
    except TimeoutError as e:
        log.append(show(e))
    flush()
    async with asyncio.timeout(0) as t:
        t.reschedule(loop.time() + 10)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
    print("saved:", t.expired())
    try:
        async with asyncio.timeout(0.01) as t:
            try:
                await asyncio.sleep(10)
            finally:
                try:
                    t.reschedule(None)
                except RuntimeError as e:
                    print(show(e))
    except TimeoutError as e:
        print(show(e))
    for _ in range(2):
        try:
            t.reschedule(1)
        except RuntimeError as e:
            print(show(e))

    print("-- a deadline moved by another task")

    async def mover(t):
        t.reschedule(loop.time())

    try:
        async with asyncio.timeout(10) as t:
            m = asyncio.create_task(mover(t))
            await asyncio.sleep(10)
    except TimeoutError as e:
        print(show(e), m.done())

    print("-- wait_for cancelled in the turn of its deadline")
    for cancel_first in (True, False):
        f = loop.create_future()

        async def w():
            try:
                await asyncio.wait_for(f, 0.000001)
            except BaseException as e:
                log.append(f"{show(e)} left {asyncio.current_task().cancelling()}")
                raise

        t = asyncio.create_task(w())
        if cancel_first:
            await asyncio.sleep(0)
            t.cancel("outside")
        else:
            loop.call_later(0.0005, lambda: t.cancel("outside"))
            await asyncio.sleep(0)
            time.sleep(0.01)
        await asyncio.wait([t])
        flush()
        print(t.cancelled(), t.cancelling())


asyncio.run(main())
