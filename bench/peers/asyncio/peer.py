# SPDX-License-Identifier: Apache-2.0
"""The asyncio peer; with `--uvloop` first, the same on uvloop."""

import asyncio
import ssl
import sys
import threading
import time

WARM, REP = 0.5, 0.1
clock = time.perf_counter


async def best(metrics, n, body):
    """Best of 5 repetitions of at least REP seconds each, after a warm-up; n operations a run of body.
    body returns the seconds of each of its phases, or None if it has one."""
    async def run():
        t = clock()
        laps = await body()
        return laps or (clock() - t,)
    end = clock() + WARM
    while clock() < end:
        await run()
    result = [float("inf")] * len(metrics)
    start = clock()
    for _ in range(5):
        total, runs, end = [0] * len(metrics), 0, clock() + REP
        while True:
            total = [a + b for a, b in zip(total, await run())]
            runs += 1
            if clock() >= end:
                break
        result = [min(r, t / runs / n * 1e9) for r, t in zip(result, total)]
        if clock() - start > 2:
            break
    for m, r in zip(metrics, result):
        print(f"{m} {r:.1f} ns")


async def switch(tasks, total):
    async def switcher(n):
        for _ in range(n):
            await asyncio.sleep(0)

    async def body():
        ts = [asyncio.create_task(switcher(total // tasks)) for _ in range(tasks)]
        for t in ts:
            await t
    await best(["switch"], total, body)


async def trivial(i):
    return i


async def spawn(n):
    async def body():
        for _ in range(n // 1000):
            ts = [asyncio.create_task(trivial(i)) for i in range(1000)]
            for t in ts:
                await t
    await best(["spawn"], n, body)


async def asleep(n, nap, seconds):
    t = clock()
    ts = [asyncio.create_task(nap(seconds)) for _ in range(n)]
    for x in ts:
        await x
    print(f"sleepers-wall {clock() - t:.3f} s")


async def sleepers(n, seconds):
    await asleep(n, asyncio.sleep, seconds)


async def bodies(n, seconds):
    async def nap(seconds):
        await asyncio.sleep(seconds)
    await asleep(n, nap, seconds)


async def timers(n):
    loop = asyncio.get_running_loop()

    async def body():
        t0 = clock()
        hs = [loop.call_later(3600 + i % 1000, print) for i in range(n)]
        t1 = clock()
        for h in hs:
            h.cancel()
        t2 = clock()
        await asyncio.sleep(0)  # lets asyncio sweep its heap of cancelled handles, counted as cancelling
        return t1 - t0, clock() - t1
    await best(["timer-schedule", "timer-cancel"], n, body)


async def queue(n):
    async def producer(q):
        for i in range(n):
            await q.put(i)

    async def body():
        q = asyncio.Queue(100)
        p = asyncio.create_task(producer(q))
        for _ in range(n):
            await q.get()
        await p
    await best(["queue"], n, body)


async def pingpong(n):
    async def ponger(a, b):
        for _ in range(n):
            await b.put(await a.get())

    async def body():
        a, b = asyncio.Queue(1), asyncio.Queue(1)
        p = asyncio.create_task(ponger(a, b))
        for i in range(n):
            await a.put(i)
            await b.get()
        await p
    await best(["pingpong"], n, body)


async def threadsafe(n):
    loop = asyncio.get_running_loop()

    async def body():
        done, count = loop.create_future(), 0

        def callback():
            nonlocal count
            count += 1
            if count == n:
                done.set_result(None)

        def post():
            for _ in range(n):
                loop.call_soon_threadsafe(callback)
        th = threading.Thread(target=post)
        th.start()
        await done
        th.join()
    await best(["threadsafe"], n, body)


async def lock(n):
    async def contender(lk):
        for _ in range(n // 100):
            async with lk:
                await asyncio.sleep(0)

    async def body():
        lk = asyncio.Lock()
        ts = [asyncio.create_task(contender(lk)) for _ in range(100)]
        for t in ts:
            await t
    await best(["lock"], n, body)


async def cancel(n):
    async def body():
        for _ in range(n // 1000):
            ts = [asyncio.create_task(asyncio.sleep(3600)) for _ in range(1000)]
            await asyncio.sleep(0)
            for t in ts:
                t.cancel()
            for t in ts:
                try:
                    await t
                except asyncio.CancelledError:
                    pass
    await best(["cancel"], n, body)


async def echo(port, tls=None):
    async def handle(reader, writer):
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except ConnectionError:
            pass
        finally:
            writer.close()
    server = await asyncio.start_server(handle, "127.0.0.1", port, backlog=1024, ssl=tls)
    await server.serve_forever()


async def echo_tls(port, certificate, key):
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    tls.load_cert_chain(certificate, key)
    await echo(port, tls)


async def echo_raw(port):
    class Echo(asyncio.Protocol):
        def connection_made(self, transport):
            self.transport = transport

        def data_received(self, data):
            self.transport.write(data)
    server = await asyncio.get_running_loop().create_server(Echo, "127.0.0.1", port, backlog=1024)
    await server.serve_forever()


async def http(port):
    from aiohttp import web

    async def hello(request):
        return web.Response(text="Hello, World!")

    async def talk(request):
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for message in socket:
            await socket.send_bytes(message.data)
        return socket
    app = web.Application()
    app.router.add_get("/", hello)
    app.router.add_get("/echo", talk)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port, backlog=1024).start()
    await asyncio.Event().wait()


websocket = http


async def hello():
    await asyncio.sleep(0)


def main(args):
    name, *rest = args
    f = globals().get(name.replace("-", "_"))
    if not asyncio.iscoroutinefunction(f) or name in ("best", "trivial", "asleep"):
        sys.exit(64)
    try:
        asyncio.run(f(*(int(word) if word.isdigit() else word for word in rest)))
    except KeyboardInterrupt:
        pass


if sys.argv[1] == "--uvloop":
    import uvloop
    uvloop.install()
    main(sys.argv[2:])
else:
    main(sys.argv[1:])
