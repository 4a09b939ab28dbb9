# SPDX-License-Identifier: Apache-2.0
"""The trio peer. No timers: trio has deadlines of scopes, not timer callbacks."""

import sys
import threading
import time

import trio

WARM, REP = 0.5, 0.1
clock = time.perf_counter


async def best(metric, n, body):
    """Best of 5 repetitions of at least REP seconds each, after a warm-up; n operations a run of body."""
    end = clock() + WARM
    while clock() < end:
        await body()
    result, start = float("inf"), clock()
    for _ in range(5):
        t, runs = clock(), 0
        while not runs or clock() < t + REP:
            await body()
            runs += 1
        result = min(result, (clock() - t) / runs / n * 1e9)
        if clock() - start > 2:
            break
    print(f"{metric} {result:.1f} ns")


async def switch(tasks, total):
    async def switcher():
        for _ in range(total // tasks):
            await trio.sleep(0)

    async def body():
        async with trio.open_nursery() as nursery:
            for _ in range(tasks):
                nursery.start_soon(switcher)
    await best("switch", total, body)


async def spawn(n):
    async def trivial(i):
        return i

    async def body():
        for _ in range(n // 1000):
            async with trio.open_nursery() as nursery:
                for i in range(1000):
                    nursery.start_soon(trivial, i)
    await best("spawn", n, body)


async def sleepers(n, seconds, nap=trio.sleep):
    t = clock()
    async with trio.open_nursery() as nursery:
        for _ in range(n):
            nursery.start_soon(nap, seconds)
    print(f"sleepers-wall {clock() - t:.3f} s")


async def bodies(n, seconds):
    async def nap(seconds):
        await trio.sleep(seconds)
    await sleepers(n, seconds, nap)


async def queue(n):
    async def producer(send):
        for i in range(n):
            await send.send(i)

    async def body():
        send, receive = trio.open_memory_channel(100)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(producer, send)
            for _ in range(n):
                await receive.receive()
    await best("queue", n, body)


async def pingpong(n):
    async def ponger(receive, send):
        for _ in range(n):
            await send.send(await receive.receive())

    async def body():
        (s1, r1), (s2, r2) = trio.open_memory_channel(1), trio.open_memory_channel(1)
        async with trio.open_nursery() as nursery:
            nursery.start_soon(ponger, r1, s2)
            for i in range(n):
                await s1.send(i)
                await r2.receive()
    await best("pingpong", n, body)


async def threadsafe(n):
    token = trio.lowlevel.current_trio_token()

    async def body():
        done, count = trio.Event(), 0

        def callback():
            nonlocal count
            count += 1
            if count == n:
                done.set()

        def post():
            for _ in range(n):
                token.run_sync_soon(callback)
        th = threading.Thread(target=post)
        th.start()
        await done.wait()
        th.join()
    await best("threadsafe", n, body)


async def lock(n):
    async def contender(lk):
        for _ in range(n // 100):
            async with lk:
                await trio.sleep(0)

    async def body():
        lk = trio.Lock()
        async with trio.open_nursery() as nursery:
            for _ in range(100):
                nursery.start_soon(contender, lk)
    await best("lock", n, body)


async def cancel(n):
    async def body():
        for _ in range(n // 1000):
            async with trio.open_nursery() as nursery:
                for _ in range(1000):
                    nursery.start_soon(trio.sleep, 3600)
                await trio.sleep(0)
                nursery.cancel_scope.cancel()
    await best("cancel", n, body)


async def echo(port):
    async def handle(stream):
        try:
            async for data in stream:
                await stream.send_all(data)
        except trio.BrokenResourceError:
            pass
    await trio.serve_tcp(handle, port, host="127.0.0.1", backlog=1024)


async def hello():
    await trio.sleep(0)


name, *args = sys.argv[1:]
if name not in ("switch", "spawn", "sleepers", "bodies", "queue", "pingpong", "threadsafe", "lock", "cancel", "echo",
                "hello"):
    sys.exit(64)
trio.run(globals()[name], *map(int, args))
