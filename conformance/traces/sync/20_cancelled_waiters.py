"""Locks, semaphores and events whose waiters are cancelled: before and after they were woken, the
first, the last, all; who goes on instead, and in which order.
"""
import asyncio

log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


async def settle(n=5):
    for _ in range(n):
        await asyncio.sleep(0)


async def locked(name, lock, hold=0):
    try:
        async with lock:
            log.append(f"{name} in")
            for _ in range(hold):
                await asyncio.sleep(0)
        log.append(f"{name} out")
    except asyncio.CancelledError:
        log.append(f"{name} cancelled")
        raise


def state(x):
    return repr(x).split(" ", 1)[0].rsplit(".", 1)[-1] + " " + repr(x).split("[", 1)[1].rstrip(">")


async def main():
    for kind in (asyncio.Lock, lambda: asyncio.Semaphore(1)):
        for which in ((0,), (1,), (2,), (0, 1), (1, 0), (0, 1, 2)):
            for when in ("waiting", "woken", "turn after"):
                lock = kind()
                await lock.acquire()
                ts = [asyncio.create_task(locked(n, lock)) for n in "abc"]
                await settle()
                if when == "waiting":
                    for i in which:
                        ts[i].cancel()
                    log.append("release")
                    lock.release()
                elif when == "woken":
                    lock.release()
                    for i in which:
                        ts[i].cancel()
                else:
                    lock.release()
                    await asyncio.sleep(0)
                    for i in which:
                        ts[i].cancel()
                await settle(9)
                print(type(lock).__name__, which, when, "|", state(lock), end=" ")
                flush()

    print("-- a newcomer and a woken waiter that is cancelled")
    lock = asyncio.Lock()
    await lock.acquire()
    a = asyncio.create_task(locked("a", lock))
    await settle()
    lock.release()
    print(lock.locked(), state(lock))
    b = asyncio.create_task(locked("b", lock))
    a.cancel()
    await settle()
    flush()

    print("-- all waiters cancelled: a newcomer takes the free lock at once")
    lock = asyncio.Lock()
    await lock.acquire()
    a = asyncio.create_task(locked("a", lock))
    await settle()
    a.cancel()
    lock.release()
    print(state(lock))
    await lock.acquire()
    print("taken at once", state(lock))
    lock.release()
    await settle()
    flush()

    print("-- a semaphore of two")
    sem = asyncio.Semaphore(2)
    ts = [asyncio.create_task(locked(n, sem, 3)) for n in "abcde"]
    await asyncio.sleep(0)
    print(state(sem), sem.locked())
    ts[2].cancel()
    await settle(14)
    print(state(sem))
    flush()

    print("-- several releases at once, the first waiter cancelled")
    sem = asyncio.Semaphore(0)
    ts = [asyncio.create_task(locked(n, sem, 2)) for n in "abc"]
    await settle()
    ts[0].cancel()
    sem.release()
    sem.release()
    print(state(sem))
    await settle(9)
    print(state(sem))
    flush()

    print("-- released, and the woken one cancelled, nobody else waits")
    sem = asyncio.Semaphore(0)
    t = asyncio.create_task(locked("a", sem))
    await settle()
    sem.release()
    t.cancel()
    await settle()
    print(state(sem), log)
    log.clear()

    print("-- a bounded one")
    sem = asyncio.BoundedSemaphore(1)
    await sem.acquire()
    t = asyncio.create_task(locked("a", sem))
    await settle()
    sem.release()
    try:
        sem.release()
        log.append("released once more, on behalf of the waiter")
    except ValueError as e:
        log.append(show(e))
    await settle()
    flush()
    for _ in range(2):
        try:
            sem.release()
            print("released")
        except ValueError as e:
            print(show(e))

    print("-- an event: set, cleared and cancelled in one step")
    ev = asyncio.Event()

    async def waits(n):
        try:
            log.append(f"{n} {await ev.wait()} set {ev.is_set()}")
        except asyncio.CancelledError:
            log.append(f"{n} cancelled")

    ts = [asyncio.create_task(waits(n)) for n in "abc"]
    await settle()
    print(state(ev))
    ts[0].cancel()
    ev.set()
    ev.clear()
    ts[1].cancel()
    ts.append(asyncio.create_task(waits("d")))
    await settle()
    print(state(ev))
    flush()
    ev.set()
    await settle()
    flush()

    print("-- timeouts on all of them")
    lock, sem, ev = asyncio.Lock(), asyncio.Semaphore(0), asyncio.Event()
    await lock.acquire()
    for what in (lock.acquire, sem.acquire, ev.wait):
        try:
            async with asyncio.timeout(0.01):
                await what()
        except TimeoutError as e:
            print(show(e), state(lock), state(sem), state(ev))

    print("-- released by another task; misuse")

    async def releases():
        lock.release()

    await asyncio.create_task(releases())
    print(state(lock))
    try:
        lock.release()
    except RuntimeError as e:
        print(show(e))
    try:
        asyncio.Semaphore(-1)
    except ValueError as e:
        print(show(e))


asyncio.run(main())
