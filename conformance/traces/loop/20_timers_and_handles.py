"""Timers and handles: cancelled in each state, many at once, by each other; NaN and infinite times;
sleeps that are cancelled; a loop that has nothing to do but wait.
"""
import asyncio
import time

loop = asyncio.new_event_loop()
log = []


def flush():
    print(log)
    log.clear()


def show(e):
    return type(e).__name__ + (f": {e}" if str(e) else "")


def until(seconds):
    loop.call_later(seconds, loop.stop)
    loop.run_forever()


print("-- order by deadline")
now = loop.time()
for i in (3, 1, 2):
    loop.call_at(now + i * 0.02, log.append, i)
loop.call_later(0.05, log.append, "2.5")
until(0.1)
flush()

print("-- cancelled in each state")
h = loop.call_later(0.01, log.append, "never")
h.cancel()
h.cancel()
print(h.cancelled())
until(0.02)
h = loop.call_later(0, log.append, "once")
until(0.01)
h.cancel()
print(h.cancelled())
flush()
h = loop.call_soon(log.append, "never")
h.cancel()
until(0)
flush()

print("-- by each other")
hs = []


def cancels(name, i):
    log.append(name)
    hs[i].cancel()


when = loop.time() + 0.01
hs.append(loop.call_at(when, cancels, "a", 1))
hs.append(loop.call_at(when + 0.001, cancels, "b", 0))
hs.append(loop.call_at(when + 0.002, cancels, "c", 2))
until(0.05)
flush()

print("-- a thousand, most of them cancelled")
hs = [loop.call_later(0.01 + i * 1e-6, log.append, i) for i in range(1000)]
for i, h in enumerate(hs):
    if i % 100:
        h.cancel()
until(0.1)
flush()

print("-- a timer that sets itself again")


def again(n):
    log.append(n)
    if n:
        loop.call_later(0, again, n - 1)


again(3)
until(0.02)
flush()

print("-- when")
h = loop.call_at(now + 1000, print)
print(h.when() == now + 1000, h.cancelled())
h.cancel()


async def main():
    print("-- sleeps")
    print(await asyncio.sleep(0, "zero"), await asyncio.sleep(-1, "negative"), await asyncio.sleep(0.001, "result"))
    try:
        await asyncio.sleep(float("nan"))
    except ValueError as e:
        print(show(e))
    t = asyncio.create_task(asyncio.sleep(float("inf")))
    await asyncio.sleep(0)
    t.cancel("inf")
    try:
        await t
    except asyncio.CancelledError as e:
        print(show(e))

    async def sleeper(n, s):
        try:
            await asyncio.sleep(s)
            log.append(f"{n} slept")
        except asyncio.CancelledError:
            log.append(f"{n} cancelled")

    ts = [asyncio.create_task(sleeper(n, s)) for n, s in (("a", 0.06), ("b", 0.02), ("c", 0.04), ("d", 0))]
    await asyncio.sleep(0)
    ts[2].cancel()
    await asyncio.gather(*ts)
    flush()

    print("-- a sleep cancelled in the turn in which it is over")
    t = asyncio.create_task(sleeper("x", 0.01))
    await asyncio.sleep(0)
    loop = asyncio.get_running_loop()
    loop.call_later(0.011, t.cancel)
    time.sleep(0.03)
    await t
    flush()

    print("-- sleep(0) and the timers")
    loop.call_later(0, log.append, "timer")
    for i in range(3):
        log.append(i)
        await asyncio.sleep(0)
    flush()

    print("-- tasks that are nothing but sleeps")
    t1, t2 = asyncio.create_task(asyncio.sleep(0.02, "r")), asyncio.create_task(asyncio.sleep(10))
    t3, t4 = asyncio.create_task(asyncio.sleep(10)), asyncio.create_task(asyncio.sleep(0, "zero"))
    t3.cancel("early")
    await asyncio.sleep(0)
    t2.cancel("c")
    print(await asyncio.gather(t1, t2, t3, t4, return_exceptions=True))
    print(t2.cancelled(), t2.cancelling(), t3.cancelled())
    for t in (t2, t3):
        try:
            t.result()
        except asyncio.CancelledError as e:
            print(show(e))
    t = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    t.cancel("1")
    t.cancel("2")
    print(t.uncancel(), t.cancelling())
    await asyncio.wait([t])
    print(t.cancelled())
    t = asyncio.create_task(asyncio.sleep(0.01, "shielded"))
    s = asyncio.shield(t)
    s.cancel()
    print(await t)
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0.01)
    except TimeoutError as e:
        print(show(e))
    t = asyncio.create_task(asyncio.sleep(10))
    try:
        await asyncio.wait_for(t, 0.01)
    except TimeoutError as e:
        print(show(e), t.cancelled())


loop.run_until_complete(main())
loop.close()
