"""One turn runs what is ready when it begins: callbacks, steps of tasks and done callbacks in
the order in which they became ready, due timers after them; what they make ready waits.
"""
import asyncio

loop = asyncio.new_event_loop()
log = []


def flush():
    print(log)
    log.clear()


def turn():
    loop.call_soon(loop.stop)
    loop.run_forever()


async def main():
    print("-- callbacks, tasks and futures in one turn")

    async def t(name):
        log.append(f"{name} 1")
        await asyncio.sleep(0)
        log.append(f"{name} 2")

    f = loop.create_future()
    f.add_done_callback(lambda _: log.append("done callback"))
    loop.call_soon(log.append, "a")
    x = asyncio.create_task(t("x"))
    loop.call_soon(log.append, "b")
    f.set_result(None)
    y = asyncio.create_task(t("y"))
    loop.call_soon(log.append, "c")
    await asyncio.sleep(0)
    log.append("main")
    await asyncio.sleep(0)
    log.append("main again")
    flush()

    print("-- timers join behind what is ready")
    loop.call_at(loop.time() - 1, log.append, "past")
    loop.call_later(0, log.append, "now")
    loop.call_later(-5, log.append, "long past")
    loop.call_soon(log.append, "soon")
    await asyncio.sleep(0)
    log.append("main")
    await asyncio.sleep(0)
    flush()

    print("-- a timer that makes things ready, and one cancelled when due")
    h2 = None

    def first():
        log.append("first")
        loop.call_soon(log.append, "by first")
        h2.cancel()

    loop.call_at(loop.time() - 2, first)
    h2 = loop.call_at(loop.time() - 1, log.append, "second")
    h3 = loop.call_at(loop.time() - 0.5, log.append, "third")
    for i in range(3):
        await asyncio.sleep(0)
        log.append(i)
    flush()
    print("cancelled:", h2.cancelled(), h3.cancelled())

    print("-- a chain of callbacks starves nobody")

    def again(n):
        log.append(f"again {n}")
        if n:
            loop.call_soon(again, n - 1)

    again(3)
    loop.call_later(0, log.append, "timer")
    for i in range(4):
        await asyncio.sleep(0)
        log.append(i)
    flush()

    print("-- wakeups in the order of completion, not of waiting")
    fs = [loop.create_future() for _ in range(3)]

    async def w(i):
        log.append(f"{i} got {await fs[i]}")

    ts = [asyncio.create_task(w(i)) for i in range(3)]
    await asyncio.sleep(0)
    fs[2].set_result("c")
    loop.call_soon(log.append, "between")
    fs[0].set_result("a")
    fs[1].set_result("b")
    await asyncio.sleep(0)
    flush()

    print("-- a task made by a step of this turn starts in the next")

    async def maker(n):
        log.append(f"maker {n}")
        if n:
            asyncio.create_task(maker(n - 1))

    asyncio.create_task(maker(2))
    for i in range(4):
        log.append(i)
        await asyncio.sleep(0)
    flush()

    print("-- a coroutine awaited directly, a task awaited, a done one awaited")

    async def three():
        return 3

    done = asyncio.create_task(three())
    await asyncio.sleep(0)
    loop.call_soon(log.append, "queued")
    log.append(await three())
    log.append(await done)
    log.append(await asyncio.create_task(three()))
    flush()


loop.run_until_complete(main())

print("-- stop lets the turn end, and keeps the rest")
loop.call_soon(log.append, 1)
loop.call_soon(loop.stop)
loop.call_soon(lambda: loop.call_soon(log.append, "for the next run"))
loop.call_soon(log.append, 2)
loop.run_forever()
flush()
turn()
flush()

print("-- stop before the run: one turn")
loop.call_soon(log.append, "a")
loop.call_soon(lambda: loop.call_soon(log.append, "b"))
loop.stop()
loop.run_forever()
flush()
loop.stop()
loop.run_forever()
flush()

print("-- stop twice counts once")
loop.stop()
loop.stop()
loop.run_forever()


async def steps(n):
    for _ in range(n):
        await asyncio.sleep(0)
    return n


print(loop.run_until_complete(steps(3)))

print("-- stop in a task, in a done callback, in a timer")


async def stops():
    log.append("stopping")
    loop.stop()
    await asyncio.sleep(0)
    log.append("went on")
    return "end"


t = loop.create_task(stops())
try:
    loop.run_until_complete(t)
except RuntimeError as e:
    print("RuntimeError:", e, "|", t.done())
flush()
print(loop.run_until_complete(t))
flush()
f = loop.create_future()
f.add_done_callback(lambda _: (log.append("callback"), loop.stop()))
loop.call_soon(f.set_result, 1)
loop.run_forever()
flush()
loop.call_later(0.01, lambda: (log.append("timer"), loop.stop()))
loop.run_forever()
flush()

print("-- run_until_complete of a done future takes one turn")
loop.call_soon(log.append, "one turn")
loop.call_soon(lambda: loop.call_soon(log.append, "not this"))
print(loop.run_until_complete(f))
flush()
turn()
flush()
loop.close()
