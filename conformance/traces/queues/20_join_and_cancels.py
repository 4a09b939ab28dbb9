"""join and task_done, getters and putters that are cancelled or time out, orders among many
waiters, shutdown with waiters of every kind.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def settle(n=6):
    for _ in range(n):
        await asyncio.sleep(0)


async def noting(name, coro):
    try:
        log.append(f"{name} {await coro}")
    except BaseException as e:
        log.append(f"{name} {show(e)}")


def go(name, coro):
    return asyncio.create_task(noting(name, coro))


async def main():
    print("-- join")
    q = asyncio.Queue()
    t = go("join empty", q.join())
    await settle()
    for i in range(3):
        q.put_nowait(i)
    t = go("join", q.join())
    await settle()
    for i in range(3):
        q.get_nowait()
        q.task_done()
        await settle()
        log.append(i)
    flush()
    try:
        q.task_done()
    except ValueError as e:
        print(show(e))

    print("-- join: more is put meanwhile; several joiners; one cancelled")
    q.put_nowait("a")
    ts = [go(f"j{i}", q.join()) for i in range(3)]
    await settle()
    ts[1].cancel()
    q.put_nowait("b")
    q.get_nowait()
    q.task_done()
    await settle()
    log.append("one left")
    q.get_nowait()
    q.task_done()
    await settle()
    flush()

    print("-- join: done and put again in one step still wakes")
    q.put_nowait("a")
    t = go("join", q.join())
    await settle()
    q.get_nowait()
    q.task_done()
    q.put_nowait("b")
    await settle()
    flush()
    q.get_nowait()
    q.task_done()

    print("-- getters in order, some cancelled, some after they were woken")
    q = asyncio.Queue()
    ts = [go(n, q.get()) for n in "abcdef"]
    await settle()
    ts[1].cancel()
    q.put_nowait(1)
    q.put_nowait(2)
    q.put_nowait(3)
    ts[2].cancel()
    print(q)
    await settle()
    print(q)
    flush()
    for t in ts:
        t.cancel()
    await settle()
    flush()
    print(q)

    print("-- putters in order, some cancelled, some after they were woken")
    q = asyncio.Queue(1)
    q.put_nowait(0)
    ts = [go(n, q.put(n)) for n in "abcd"]
    await settle()
    ts[0].cancel()
    log.append(q.get_nowait())
    ts[1].cancel()
    await settle()
    log.append(q.get_nowait())
    await settle()
    log.append(q.get_nowait())
    await settle()
    print(q.qsize(), q.empty())
    flush()

    print("-- overtaking: who is woken finds nothing, and waits again behind the others")
    q = asyncio.Queue()
    ts = [go(n, q.get()) for n in "ab"]
    await settle()
    q.put_nowait(1)
    log.append(f"taken {q.get_nowait()}")
    await settle()
    q.put_nowait(2)
    await settle()
    q.put_nowait(3)
    await settle()
    flush()

    print("-- timeouts lose nothing")
    q = asyncio.Queue()
    for _ in range(2):
        try:
            await asyncio.wait_for(q.get(), 0.01)
        except TimeoutError as e:
            log.append(show(e))
    q.put_nowait("kept")
    log.append(await asyncio.wait_for(q.get(), 1))
    q = asyncio.Queue(1)
    q.put_nowait(1)
    try:
        await asyncio.wait_for(q.put(2), 0.01)
    except TimeoutError as e:
        log.append(show(e))
    log.append([q.get_nowait(), q.qsize()])
    flush()

    print("-- producers and consumers in step")
    q = asyncio.Queue(2)

    async def produce(n):
        for i in range(3):
            await q.put(f"{n}{i}")
            log.append(f"put {n}{i}")

    async def consume(n):
        while True:
            x = await q.get()
            log.append(f"{n} got {x}")
            await asyncio.sleep(0)
            q.task_done()

    cs = [asyncio.create_task(consume(n)) for n in "xy"]
    await asyncio.gather(produce("a"), produce("b"))
    await q.join()
    log.append("joined")
    flush()
    for c in cs:
        c.cancel()
    await settle()

    print("-- shutdown with getters, putters and joiners")
    for immediate in (False, True):
        q = asyncio.Queue(2)
        go("g1", q.get())
        await settle()
        go("g2", q.get())
        await settle()
        q.shutdown(immediate)
        await settle()
        flush()
        q = asyncio.Queue(1)
        q.put_nowait(7)
        go("p1", q.put(1))
        go("p2", q.put(2))
        go("j", q.join())
        await settle()
        q.shutdown(immediate)
        await settle()
        log.append(str(q))
        await noting("get", q.get())
        await noting("get again", q.get())
        await noting("put", q.put(3))
        for what in (q.get_nowait, lambda: q.put_nowait(4), q.task_done, lambda: q.shutdown()):
            try:
                log.append(what())
            except BaseException as e:
                log.append(show(e))
        await settle()
        flush()

    print("-- shutdown: an item taken and not done holds join up")
    q = asyncio.Queue()
    q.put_nowait(1)
    q.put_nowait(2)
    await q.get()
    go("j", q.join())
    await settle()
    q.shutdown(immediate=True)
    await settle()
    log.append("still waiting")
    q.task_done()
    await settle()
    flush()

    print("-- the other kinds wait and wake alike")
    for kind in (asyncio.LifoQueue, asyncio.PriorityQueue):
        q = kind(2)
        ts = [go(n, q.get()) for n in "ab"]
        await settle()
        q.put_nowait(5)
        q.put_nowait(3)
        await settle()
        go("p", q.put(9))
        q.put_nowait(1)
        await settle()
        log.append([q.qsize(), q.full(), q.get_nowait(), q.get_nowait()])
        try:
            q.get_nowait()
        except asyncio.QueueEmpty as e:
            log.append(show(e))
        flush()

    print("-- sizes")
    for n in (0, -1, 1):
        q = asyncio.Queue(n)
        print(q.maxsize, q.full(), q.empty(), q.put_nowait(1), q.full(), q)


asyncio.run(main())
