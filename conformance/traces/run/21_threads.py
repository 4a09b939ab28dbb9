"""Threads and the loop: to_thread, run_in_executor, run_coroutine_threadsafe, wrap_future; results,
errors, cancels from either side, and the order in which completions arrive.
"""
import asyncio
import concurrent.futures
import threading

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def work(x):
    if isinstance(x, BaseException):
        raise x
    return x


async def main():
    loop = asyncio.get_running_loop()

    print("-- results and errors")
    print(await asyncio.to_thread(work, 1), await loop.run_in_executor(None, work, 2))
    for call in (lambda: asyncio.to_thread(work, ValueError("t")),
                 lambda: loop.run_in_executor(None, work, ValueError("e"))):
        try:
            await call()
        except ValueError as e:
            print(show(e))
    print(await asyncio.gather(*(asyncio.to_thread(work, i) for i in range(5))))
    print(await asyncio.to_thread(lambda: threading.current_thread() is threading.main_thread()))

    def no_loop():
        try:
            asyncio.get_running_loop()
        except RuntimeError as e:
            return show(e)

    print(await asyncio.to_thread(no_loop))

    print("-- to_thread is a coroutine: nothing happens before it is awaited")
    c = asyncio.to_thread(log.append, "called")
    await asyncio.sleep(0.02)
    flush()
    await c
    flush()

    print("-- run_in_executor begins at once")
    began = threading.Event()
    f = loop.run_in_executor(None, began.set)
    print(began.wait(5), f.done())
    await f

    print("-- cancelled while it runs: the call goes on, the result is dropped")
    go = threading.Event()
    ended = threading.Event()

    def slow():
        go.wait(5)
        log.append("slow ends")
        ended.set()
        return "dropped"

    t = asyncio.create_task(asyncio.to_thread(slow))
    await asyncio.sleep(0.02)
    t.cancel("c")
    try:
        await t
    except asyncio.CancelledError as e:
        print(show(e), t.cancelled())
    go.set()
    ended.wait(5)
    await asyncio.sleep(0.02)
    flush()

    print("-- a queued call is taken back")
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        go.clear()
        ended.clear()
        first = loop.run_in_executor(pool, slow)
        second = loop.run_in_executor(pool, log.append, "second")
        await asyncio.sleep(0.02)
        print(second.cancel())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        go.set()
        print(await first)
        third = await loop.run_in_executor(pool, work, "third")
        print(third, second.cancelled())
    flush()

    print("-- a timeout around a call")
    go.clear()
    try:
        async with asyncio.timeout(0.05):
            await asyncio.to_thread(go.wait, 5)
    except TimeoutError as e:
        print(show(e))
    go.set()

    print("-- run_coroutine_threadsafe: result, error, cancel")

    async def co(x):
        await asyncio.sleep(0)
        return work(x)

    def outside():
        out = []
        out.append(asyncio.run_coroutine_threadsafe(co("r"), loop).result())
        for x in (ValueError("e"), asyncio.CancelledError("own")):
            f = asyncio.run_coroutine_threadsafe(co(x), loop)
            try:
                f.result()
            except ValueError as e:
                out.append(show(e))
            except concurrent.futures.CancelledError:
                out.append(f"cancelled {f.cancelled()}")
        return out

    print(await asyncio.to_thread(outside))

    async def endless():
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            log.append("endless cancelled")
            raise

    def cancels():
        f = asyncio.run_coroutine_threadsafe(endless(), loop)
        try:
            f.result(0.05)
        except concurrent.futures.TimeoutError:
            log.append("not done yet")
        return f.cancel(), f.cancelled()

    print(await asyncio.to_thread(cancels))
    await asyncio.sleep(0.02)
    flush()

    print("-- wrap_future")
    for how in ("result", "error", "cancel"):
        cf = concurrent.futures.Future()
        f = asyncio.wrap_future(cf)
        f.add_done_callback(lambda f: log.append("told"))
        if how == "result":
            cf.set_result("w")
        elif how == "error":
            cf.set_exception(ValueError("w"))
        else:
            cf.cancel()
        log.append(f.done())
        try:
            print(await f)
        except BaseException as e:
            print(show(e))
        await asyncio.sleep(0)
        flush()
    cf = concurrent.futures.Future()
    f = asyncio.wrap_future(cf)
    f.cancel()
    await asyncio.sleep(0)
    print(cf.cancelled())
    cf = concurrent.futures.Future()
    cf.set_result("before")
    print(await asyncio.wrap_future(cf))

    print("-- completions arrive in their order")
    cfs = [concurrent.futures.Future() for _ in range(3)]
    fs = [asyncio.wrap_future(c) for c in cfs]
    for i, f in enumerate(fs):
        f.add_done_callback(lambda f: log.append(f.result()))
    t = threading.Thread(target=lambda: [cfs[i].set_result(i) for i in (2, 0, 1)])
    t.start()
    t.join()
    await asyncio.gather(*fs)
    await asyncio.sleep(0)
    flush()

    print("-- the default executor is shut down")
    await loop.shutdown_default_executor()
    try:
        await asyncio.to_thread(work, 1)
    except RuntimeError as e:
        print(show(e))


asyncio.run(main())
