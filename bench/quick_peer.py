# SPDX-License-Identifier: Apache-2.0
"""CPython asyncio's side of bench/quick: Quick.java, function by function; change both or neither."""

import asyncio
import random
import sys
import threading
import time

WARM_UP, REPETITION, REPETITIONS = 0.5, 0.1, 5  # seconds; there is no compiler to wait for
BATCH = 1_000
PENDING = 100_000
clock = time.perf_counter


async def best(metric, operations, work):
    end = clock() + WARM_UP
    while clock() < end:
        await work()
    figure = float("inf")
    for _ in range(REPETITIONS):
        runs, start = 0, clock()
        while True:
            await work()
            runs += 1
            took = clock() - start
            if took >= REPETITION:
                break
        figure = min(figure, took / runs / operations)
    print(f"{metric} {figure * 1e9:.1f} ns")


async def switch(tasks, total):
    each = total // tasks

    async def yielding():
        for _ in range(each):
            await asyncio.sleep(0)

    async def work():
        every = [asyncio.create_task(yielding()) for _ in range(tasks)]
        for task in every:
            await task

    await best("switch", each * tasks, work)


async def spawn(n):
    async def trivial(value):
        return value

    async def work():
        for _ in range(n // BATCH):
            await asyncio.gather(*[trivial(i) for i in range(BATCH)])

    await best("spawn", n, work)


async def nap(seconds):
    await asyncio.sleep(seconds)


async def cancel(n):
    async def work():
        for _ in range(n // BATCH):
            batch = [asyncio.create_task(nap(3600)) for _ in range(BATCH)]
            await asyncio.sleep(0)
            for task in batch:
                task.cancel()
            for task in batch:
                try:
                    await task
                except asyncio.CancelledError:
                    pass

    await best("cancel", n, work)


async def call_soon(n):
    loop = asyncio.get_running_loop()
    left = 0

    def callback():
        nonlocal left
        left -= 1

    async def work():
        nonlocal left
        left = n
        for _ in range(n // BATCH):
            for _ in range(BATCH):
                loop.call_soon(callback)
            await asyncio.sleep(0)
        assert left == 0

    await best("call-soon", n, work)


async def timer(n):
    loop = asyncio.get_running_loop()

    def never():
        pass

    pending = [loop.call_later(3600 + i % 1000, never) for i in range(PENDING)]

    async def work():
        for i in range(n):
            at = i % PENDING
            pending[at].cancel()
            pending[at] = loop.call_later(3600 + i % 1000, never)
        await asyncio.sleep(0)  # here asyncio sweeps its heap of cancelled handles

    await best("timer", n, work)
    for handle in pending:
        handle.cancel()


async def threadsafe(n):
    loop = asyncio.get_running_loop()

    async def work():
        everything, left = loop.create_future(), n

        def callback():
            nonlocal left
            left -= 1
            if left == 0:
                everything.set_result(None)

        def post():
            for _ in range(n):
                loop.call_soon_threadsafe(callback)

        poster = threading.Thread(target=post)
        poster.start()
        await everything
        poster.join()

    await best("threadsafe", n, work)


async def sleepers(n, seconds):
    await asleep(n, lambda: asyncio.sleep(seconds))


async def bodies(n, seconds):
    await asleep(n, lambda: nap(seconds))


async def lock(n):
    mutex = asyncio.Lock()

    async def work():
        for _ in range(n):
            await mutex.acquire()
            mutex.release()

    await best("lock", n, work)


async def contended(tasks, total):
    each = total // tasks

    async def locking(mutex):
        for _ in range(each):
            await mutex.acquire()
            mutex.release()

    async def work():
        mutex = asyncio.Lock()
        await mutex.acquire()
        every = [asyncio.create_task(locking(mutex)) for _ in range(tasks)]
        await asyncio.sleep(0)
        mutex.release()
        for task in every:
            await task

    await best("lock-contended", each * tasks, work)


async def queue(n):
    async def producing(items):
        for i in range(n):
            await items.put(i)

    async def work():
        items = asyncio.Queue(100)
        producer = asyncio.create_task(producing(items))
        for _ in range(n):
            await items.get()
        await producer

    await best("queue", n, work)


async def ping_pong(n):
    async def returning(there, back):
        for _ in range(n):
            await back.put(await there.get())

    async def work():
        there, back = asyncio.Queue(1), asyncio.Queue(1)
        other = asyncio.create_task(returning(there, back))
        for i in range(n):
            await there.put(i)
            await back.get()
        await other

    await best("ping-pong", n, work)


async def generator(n):
    async def counting():
        for i in range(n):
            yield i

    async def work():
        total = 0
        async for each in counting():
            total += each
        assert total == (n - 1) * n // 2

    await best("generator", n, work)


class Owned(asyncio.SelectorEventLoop):
    """What asyncio has not: a loop whose time jumps, and whose ready order is shuffled if it has a `random`."""

    def __init__(self, random=None):
        super().__init__()
        self.now, self.random, self._clock_resolution = 0.0, random, 1e-9

    def time(self):
        return self.now

    def _run_once(self):
        if not self._ready and self._scheduled:
            self.now = max(self.now, self._scheduled[0].when())
        elif self.random and len(self._ready) > 1:
            shuffled = list(self._ready)
            self.random.shuffle(shuffled)
            self._ready.clear()
            self._ready.extend(shuffled)
        super()._run_once()


def run_owned(main, random=None):
    loop = Owned(random)
    try:
        loop.run_until_complete(main)
    finally:
        loop.close()


async def virtual_time(tasks, hours):
    async def sleeper(number):
        for _ in range(hours):
            await asyncio.sleep(3600 + number)

    async def sleepers():
        every = [asyncio.create_task(sleeper(i)) for i in range(tasks)]
        for task in every:
            await task

    async def work():
        await asyncio.to_thread(run_owned, sleepers())

    await best("virtual-time", tasks * hours, work)


async def explore(schedules):
    async def exploring(mutex, number):
        for _ in range(3):
            await mutex.acquire()
            await asyncio.sleep(0)
            mutex.release()
            await asyncio.sleep(number)

    async def explored():
        mutex = asyncio.Lock()
        every = [asyncio.create_task(exploring(mutex, i)) for i in range(10)]
        for task in every:
            await task

    def run_all():
        for seed in range(schedules):
            run_owned(explored(), random.Random(seed))

    await best("explore", schedules, lambda: asyncio.to_thread(run_all))


async def asleep(n, make):
    start = clock()
    every = [asyncio.create_task(make()) for _ in range(n)]
    for task in every:
        await task
    print(f"wall {clock() - start:.3f} s")


asyncio.run(globals()[sys.argv[1].replace("-", "_")](*map(int, sys.argv[2:])))
