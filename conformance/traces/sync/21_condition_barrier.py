"""Conditions and barriers under cancellation: while waiting, when notified, while taking the lock
again; resets and aborts at each moment; what the others see.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def state(x):
    return repr(x).split("[", 1)[1].rstrip(">")


async def settle(n=6):
    for _ in range(n):
        await asyncio.sleep(0)


async def waiter(name, cond):
    try:
        async with cond:
            log.append(f"{name} waits")
            r = await cond.wait()
            log.append(f"{name} {r} locked {cond.locked()}")
            await asyncio.sleep(0)
        log.append(f"{name} out")
    except asyncio.CancelledError as e:
        log.append(f"{name} {show(e)} locked {cond.locked()}")
        raise


async def main():
    print("-- cancelled while waiting; the others are notified")
    cond = asyncio.Condition()
    ts = [asyncio.create_task(waiter(n, cond)) for n in "abc"]
    await settle()
    print(state(cond))
    ts[1].cancel("b")
    await settle()
    async with cond:
        cond.notify(1)
        cond.notify(5)
    await settle(12)
    flush()
    print(state(cond))

    for order in ("notify, cancel", "cancel, notify"):
        print("--", order, "in one step: the notification goes on")
        cond = asyncio.Condition()
        ts = [asyncio.create_task(waiter(n, cond)) for n in "ab"]
        await settle()
        async with cond:
            if order == "notify, cancel":
                cond.notify(1)
                ts[0].cancel("late")
            else:
                ts[0].cancel("early")
                cond.notify(1)
        await settle(12)
        flush()
        print([t.done() for t in ts], state(cond))
        ts[1].cancel()
        await settle()
        log.clear()

    print("-- cancelled while it takes the lock again, twice")
    cond = asyncio.Condition()
    t = asyncio.create_task(waiter("a", cond))
    u = asyncio.create_task(waiter("b", cond))
    await settle()
    await cond.acquire()
    cond.notify(1)
    await settle()
    t.cancel("1")
    await settle()
    print(t.done(), state(cond))
    t.cancel("2")
    await settle()
    print(t.done(), state(cond))
    cond.release()
    await settle(12)
    flush()
    print(t.cancelled(), t.cancelling(), u.done())
    u.cancel()
    await settle()
    log.clear()

    print("-- cancelled while waiting, the lock is taken: it waits for the lock first")
    cond = asyncio.Condition()
    t = asyncio.create_task(waiter("a", cond))
    await settle()
    await cond.acquire()
    t.cancel("c")
    await settle()
    print(t.done())
    cond.release()
    await settle()
    flush()

    print("-- wait_for: the predicate is asked with the lock; it fails; a timeout")
    cond = asyncio.Condition()
    value = 0

    async def wait_for(name, pred):
        try:
            async with cond:
                log.append(f"{name} {await cond.wait_for(pred)} value {value}")
        except BaseException as e:
            log.append(f"{name} {show(e)}")

    def at_least(n):
        def pred():
            log.append(f"asked {n} {cond.locked()}")
            return value >= n
        return pred

    def failing():
        if value:
            raise ValueError("pred")
        return False

    ts = [asyncio.create_task(wait_for(f"w{n}", at_least(n))) for n in (1, 2)]
    ts.append(asyncio.create_task(wait_for("f", failing)))
    await settle()
    flush()
    for _ in range(2):
        async with cond:
            value += 1
            cond.notify_all()
        await settle(9)
        flush()
    try:
        async with cond:
            async with asyncio.timeout(0.01):
                await cond.wait()
    except TimeoutError as e:
        print(show(e), state(cond))

    print("-- one lock, two conditions")
    lock = asyncio.Lock()
    c1, c2 = asyncio.Condition(lock), asyncio.Condition(lock)
    a, b = asyncio.create_task(waiter("a", c1)), asyncio.create_task(waiter("b", c2))
    await settle()
    async with c1:
        c2.notify()
    await settle()
    flush()
    async with lock:
        c1.notify_all()
    await settle()
    flush()
    for what in (c1.notify, c1.notify_all):
        try:
            what()
        except RuntimeError as e:
            print(show(e))
    try:
        await c1.wait()
    except RuntimeError as e:
        print(show(e))

    async def at(name, b):
        try:
            log.append(f"{name} {await b.wait()}")
        except BaseException as e:
            log.append(f"{name} {show(e)}")

    print("-- barrier: one waiter is cancelled, another comes")
    b = asyncio.Barrier(3)
    ts = [asyncio.create_task(at(n, b)) for n in "ab"]
    await settle()
    print(state(b), b.n_waiting)
    ts[0].cancel()
    await settle()
    print(state(b))
    ts += [asyncio.create_task(at(n, b)) for n in "cd"]
    await settle(12)
    print(state(b))
    flush()

    print("-- barrier: cancelled when it is full already")
    b = asyncio.Barrier(2)
    t = asyncio.create_task(at("a", b))
    await settle()
    u = asyncio.create_task(at("b", b))
    await asyncio.sleep(0)
    t.cancel()
    await settle(12)
    print(state(b))
    flush()

    print("-- barrier: more than it takes")
    b = asyncio.Barrier(2)
    ts = [asyncio.create_task(at(n, b)) for n in "abcde"]
    await settle(16)
    print(state(b))
    flush()

    print("-- barrier: reset with waiters, then a new round")
    await b.reset()
    await settle(9)
    print(state(b))
    flush()
    ts = [asyncio.create_task(at(n, b)) for n in "fg"]
    await settle(12)
    flush()

    print("-- barrier: abort with waiters, then comers, then reset")
    t = asyncio.create_task(at("h", b))
    await settle()
    await b.abort()
    print(state(b), b.broken)
    await at("i", b)
    await settle()
    flush()
    await b.abort()
    await b.reset()
    print(state(b))
    ts = [asyncio.create_task(at(n, b)) for n in "jk"]
    await settle(12)
    flush()

    print("-- barrier: reset and abort without waiters; of one; misuse")
    b = asyncio.Barrier(1)
    await b.reset()
    print(await b.wait(), await b.wait(), state(b))
    await b.abort()
    await b.reset()
    print(await b.wait())
    for n in (0, -1):
        try:
            asyncio.Barrier(n)
        except ValueError as e:
            print(show(e))

    print("-- barrier: abort while it drains")
    b = asyncio.Barrier(3)
    ts = [asyncio.create_task(at(n, b)) for n in "abc"]
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    ab = asyncio.create_task(b.abort())
    await settle(16)
    print(state(b))
    flush()

    print("-- barrier: a timeout of one breaks nothing")
    b = asyncio.Barrier(2)
    try:
        await asyncio.wait_for(b.wait(), 0.01)
    except TimeoutError as e:
        print(show(e), state(b))
    ts = [asyncio.create_task(at(n, b)) for n in "xy"]
    await settle(12)
    flush()


asyncio.run(main())
