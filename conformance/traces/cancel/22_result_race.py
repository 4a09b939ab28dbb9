"""A result and a cancel in the same turn: who comes first, and what is lost. For futures, tasks,
sleeps, queues, events, locks and timeouts.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def noting(name, coro):
    try:
        log.append(f"{name} got {await coro}")
    except BaseException as e:
        log.append(f"{name} {show(e)}")
        raise


async def awaiting(f):
    return await f


async def settle(n=5):
    for _ in range(n):
        await asyncio.sleep(0)


async def main():
    loop = asyncio.get_running_loop()

    print("-- result first, then cancel: the cancel wins, the future keeps its result")
    f = loop.create_future()
    t = asyncio.create_task(noting("t", awaiting(f)))
    await settle()
    f.set_result("r")
    print(t.cancel("c"), f.cancelled(), f.result())
    await settle()
    flush()
    print(t.cancelled())

    print("-- failure first, then cancel: the failure counts as seen")
    f = loop.create_future()
    t = asyncio.create_task(noting("t", awaiting(f)))
    await settle()
    f.set_exception(ValueError("v"))
    t.cancel("c")
    await settle()
    flush()

    print("-- cancel first: the result is refused")
    f = loop.create_future()
    t = asyncio.create_task(noting("t", awaiting(f)))
    await settle()
    t.cancel("c")
    try:
        f.set_result("r")
    except asyncio.InvalidStateError as e:
        print(show(e))
    await settle()
    flush()

    print("-- the awaited future is cancelled, and then the task too")
    f = loop.create_future()
    t = asyncio.create_task(noting("t", awaiting(f)))
    await settle()
    f.cancel("f")
    t.cancel("t")
    await settle()
    flush()

    print("-- a queue item on its way goes to the next getter")
    q = asyncio.Queue()
    a = asyncio.create_task(noting("a", q.get()))
    b = asyncio.create_task(noting("b", q.get()))
    await settle()
    q.put_nowait("item")
    a.cancel()
    await settle()
    flush()
    b.cancel()
    await settle()
    log.clear()

    print("-- room on its way goes to the next putter")
    q = asyncio.Queue(1)
    q.put_nowait(0)
    a = asyncio.create_task(noting("a", q.put("A")))
    b = asyncio.create_task(noting("b", q.put("B")))
    await settle()
    q.get_nowait()
    a.cancel()
    await settle()
    flush()
    print(q.get_nowait())

    print("-- a lock on its way goes to the next")
    lock = asyncio.Lock()
    await lock.acquire()
    a = asyncio.create_task(noting("a", lock.acquire()))
    b = asyncio.create_task(noting("b", lock.acquire()))
    await settle()
    lock.release()
    a.cancel()
    await settle()
    print(a.cancelled(), b.done(), lock.locked())
    log.clear()

    print("-- a permit on its way goes to the next")
    sem = asyncio.Semaphore(0)
    a = asyncio.create_task(noting("a", sem.acquire()))
    b = asyncio.create_task(noting("b", sem.acquire()))
    await settle()
    sem.release()
    a.cancel()
    await settle()
    print(a.cancelled(), b.done(), sem.locked())
    log.clear()

    print("-- an event that is set, and the waiter cancelled")
    ev = asyncio.Event()
    a = asyncio.create_task(noting("a", ev.wait()))
    await settle()
    ev.set()
    a.cancel("late")
    await settle()
    flush()

    print("-- a gather that is complete, and its awaiter cancelled")
    f = loop.create_future()
    g = asyncio.gather(f)
    a = asyncio.create_task(noting("a", awaiting(g)))
    await settle()
    f.set_result(1)
    print("before the gather knows:", a.cancel("early"), g.done())
    await settle()
    flush()
    print(g.done(), g.cancelled(), show(g.exception()) if g.exception() else g.result())
    f = loop.create_future()
    g = asyncio.gather(f)
    a = asyncio.create_task(noting("a", awaiting(g)))
    await settle()
    f.set_result(1)
    await asyncio.sleep(0)
    print("after it knows:", g.done(), a.cancel("late"))
    await settle()
    flush()
    print(g.result())

    print("-- a shield whose inner is done, and the awaiter cancelled")
    f = loop.create_future()
    a = asyncio.create_task(noting("a", awaiting(asyncio.shield(f))))
    await settle()
    f.set_result(1)
    a.cancel("now")
    await settle()
    flush()

    print("-- wait: the futures are done, and the waiter is cancelled")
    f = loop.create_future()
    a = asyncio.create_task(noting("a", asyncio.wait([f])))
    await settle()
    f.set_result(1)
    a.cancel("now")
    await settle()
    flush()

    print("-- wait_for: the result came, and the awaiter is cancelled")
    f = loop.create_future()
    a = asyncio.create_task(noting("a", asyncio.wait_for(f, 10)))
    await settle()
    f.set_result(1)
    a.cancel("now")
    await settle()
    flush()

    print("-- cancels in one turn, in both orders")
    for order in ("ab", "ba"):
        f = loop.create_future()
        ts = {n: asyncio.create_task(noting(n, awaiting(asyncio.shield(f)))) for n in "ab"}
        await settle()
        for n in order:
            ts[n].cancel(n)
        f.set_result(0)
        await settle()
        flush()


asyncio.run(main())
