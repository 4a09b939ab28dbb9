# SPDX-License-Identifier: Apache-2.0
"""The benchmarks: how one round of each takes its figures."""

import re
import resource
import socket
import ssl
import statistics
import subprocess
import tempfile
import time
import urllib.request

from serving import NotOffered, Server, call, call_timed, load, warm_up

# What a peer's program measures itself: its sub-command. On the server core alone; threadsafe has both.
MICRO = {
    "switch-1": ["switch", "1", "100000"],
    "switch-100": ["switch", "100", "200000"],
    "switch-10000": ["switch", "10000", "500000"],
    "switch-1000000": ["switch", "1000000", "10000000"],
    "spawn": ["spawn", "50000"],
    "cancel": ["cancel", "20000"],
    "queue": ["queue", "100000"],
    "pingpong": ["pingpong", "20000"],
    "lock": ["lock", "30000"],
    "timers": ["timers", "100000"],
    "threadsafe": ["threadsafe", "50000"],
}
SLEEPERS = ["100000", "4"]
LOADS = {"1024x50": (1024, 50), "1024x1000": (1024, 1000), "16384x50": (16384, 50)}  # bytes, connections
HTTP_CONNECTIONS = 64
HTTP2_LOADS = {"50x1": (50, 1), "50x20": (50, 20)}  # connections, requests at a time on each
WEBSOCKET_LOADS = {"1024x50": (1024, 50)}
IDLE = 15_000  # connections
IDLE_SECONDS = 5
HELLO = b"Hello, World!"
NAMES = [*MICRO, "sleepers", "bodies", "hello", "echo", "echo-raw", "echo-tls", "idle", "loops", "http", "http2",
         "websocket"]
ONCE = {"switch-1000000", "sleepers", "bodies", "idle"}  # in the first round only: long, and steady
TITLES = {
    "switch-1": "switch between tasks, 1 task",
    "switch-100": "switch between tasks, 100 tasks",
    "switch-10000": "switch between tasks, 10,000 tasks (includes creating them: 1 in 50 operations)",
    "switch-1000000": "switch between tasks, 1,000,000 tasks (includes creating them: 1 in 10 operations)",
    "spawn": "create, run and join a trivial task",
    "cancel": "create, start, cancel and join a task",
    "queue": "bounded queue of 100, an item from producer to consumer",
    "pingpong": "round trip through two 1-slot queues",
    "lock": "fair lock contended by 100 tasks, acquire + one switch while held",
    "timer-schedule": "schedule a far timer (100,000 outstanding)",
    "timer-cancel": "cancel it",
    "threadsafe": "callback posted to the loop by another thread",
    "sleepers-rss": "100,000 tasks that are a sleep, peak memory",
    "sleepers-wall": "100,000 tasks that are a sleep of 4 s, wall time",
    "bodies-rss": "100,000 tasks whose bodies sleep, peak memory",
    "bodies-wall": "100,000 tasks whose bodies sleep 4 s, wall time",
    "hello-wall": "start, run one trivial task, exit",
    "hello-rss": "peak memory of that",
    "loops": "echo with 200 SHA-256 of a message of 1 KiB, on two loops and on one",
    "http-half": "latency at half of the peak rate of http",
    "http2-50x1": "HTTP/2, 50 connections, one request at a time on each",
    "http2-50x20": "HTTP/2, 50 connections, 20 requests at a time on each",
    "websocket-1024x50": "WebSocket echo of 1 KiB, 50 connections",
    "idle": "15,000 idle connections that have echoed once",
}


def take(peer, bench, opts):
    """One round of one benchmark of one peer: yields (table, {unit: value}), the unit that counts first."""
    if bench in MICRO:
        out, _ = call([peer, *MICRO[bench]], opts.server | opts.load if bench == "threadsafe" else opts.server)
        for name, values in printed(out):
            yield bench if name == "switch" else name.replace("switch", bench), values
    elif bench in ("sleepers", "bodies"):
        out, _, peak = call_timed([peer, bench, *SLEEPERS], opts.server)
        yield bench + "-rss", {"MB": peak}
        for _, values in printed(out):
            yield bench + "-wall", values
    elif bench == "hello":
        runs = [call_timed([peer, "hello"], opts.server) for _ in range(5)]
        yield "hello-wall", {"ms": statistics.median(seconds for _, seconds, _ in runs) * 1e3}
        yield "hello-rss", {"MB": statistics.median(peak for _, _, peak in runs)}
    elif bench == "idle":
        yield from idle(peer, opts)
    elif bench == "loops":
        yield from loops(peer, opts)
    elif bench == "http":
        yield from http(peer, opts)
    elif bench == "http2":
        yield from http2(peer, opts)
    elif bench == "websocket":
        yield from websocket(peer, opts)
    else:
        yield from echo(peer, bench, opts)


def printed(out):
    """The figures that a peer's program printed."""
    found = re.findall(r"^(\S+) ([\d.]+) (\S+)$", out, re.M)
    if not found or len(found) != len(out.splitlines()):
        raise RuntimeError("printed something else than METRIC VALUE UNIT: " + out[:200])
    for name, value, unit in found:
        yield name, {unit: float(value)}


def echo(peer, bench, opts):
    tls = bench == "echo-tls"
    if tls and not opts.tls:
        raise RuntimeError("missing: " + opts.no_tls)
    with Server([peer, bench], opts.tls if tls else [], opts.server) as server:
        ensure_echoes(server, tls)
        command = [str(opts.build / ("tlsload" if tls else "echoload")), str(server.port)]
        warm_up(server, [*command, "50", "1024", "1", "0"], opts.load, messages, announced=True, most=opts.slices)
        for name, (size, connections) in (opts.loads or LOADS).items():
            if tls and connections > 50 and not opts.loads:
                continue  # a thousand handshakes are another subject
            yield f"{bench}-{name}", exchanged(server, command, connections, size, opts)


def exchanged(server, command, connections, size, opts):
    """The figures of one load of echoes."""
    out, cpu = load(server, [*command, str(connections), str(size), str(opts.seconds), "0.3"], opts.load,
                    announced=True)
    served, p50, p99 = map(float, re.match(r"(\d+) msg/s  p50 (\d+) us  p99 (\d+) us", out).groups())
    return {"us CPU/msg": cpu / (served * opts.seconds) * 1e6, "msg/s": served, "us p50": p50, "us p99": p99,
            "MB peak": server.memory()}


def ensure_echoes(server, tls):
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection:
        if tls:
            trusting = ssl.create_default_context()
            trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
            connection = trusting.wrap_socket(connection)
            if connection.version() != "TLSv1.3":
                raise RuntimeError("speaks " + connection.version())
        ping(connection)
        connection.close()


def ping(connection):
    connection.settimeout(5)
    connection.sendall(b"ping\n")
    if connection.recv(100) != b"ping\n":
        raise RuntimeError("does not echo")


def idle(peer, opts):
    """Connections that have echoed once and then say nothing."""
    if resource.getrlimit(resource.RLIMIT_NOFILE)[0] < IDLE + 500:
        raise RuntimeError(f"missing: {IDLE + 500:,} open files (ulimit -Hn)")
    try:
        server = Server([peer, "echo"], [], opts.server)
    except NotOffered:
        server = Server([peer, "echo-raw"], [], opts.server)
    with server:
        connect(server, 200, keep=False)  # what the first ones cost is not theirs alone
        time.sleep(1)
        before = server.memory("VmRSS")
        connections = connect(server, IDLE, keep=True)
        time.sleep(2)
        grown, cpu = server.memory("VmRSS") - before, server.cpu()
        time.sleep(IDLE_SECONDS)
        used = server.cpu() - cpu
        for connection in connections[::100]:
            ping(connection)
        yield "idle", {"KiB each": max(grown, 0) * 1024 / IDLE, "% CPU": used / IDLE_SECONDS * 100}


def connect(server, count, keep):
    opened = []
    for _ in range(count):
        connection = socket.create_connection(("127.0.0.1", server.port), 5)
        ping(connection)
        if keep:
            opened.append(connection)
        else:
            connection.close()
    return opened


def loops(peer, opts):
    """The same server with one loop and with two, both times on both cores, as is the load, which takes little."""
    rates, both = [], opts.server | opts.load
    for count in ("1", "2"):
        with Server([peer, "echo-loops"], [count], both) as server:
            ensure_echoes(server, tls=False)
            command = [str(opts.build / "echoload"), str(server.port), "50", "1024"]
            warm_up(server, [*command, "1", "0"], both, messages, announced=True, most=opts.slices)
            out, _ = load(server, [*command, str(opts.seconds), "0.3"], both, announced=True)
            rates.append(messages(out))
    yield "loops", {"x of one loop": rates[1] / rates[0], "msg/s of two": rates[1], "of one": rates[0]}


def messages(out):
    return int(out.split()[0])


def http(peer, opts):
    with Server([peer, "http"], [], opts.server) as server:
        url = f"http://127.0.0.1:{server.port}/"
        with urllib.request.urlopen(url, timeout=5) as answer:
            if (answer.status, answer.read()) != (200, HELLO):
                raise RuntimeError("does not answer Hello, World!")
        if opts.loads:
            command = [str(opts.build / "httpload"), str(server.port)]
            warm_up(server, [*command, "50", "1024", "1", "0"], opts.load, messages, announced=True, most=opts.slices)
            for size, connections in opts.loads.values():
                yield f"http-{connections}", exchanged(server, command, connections, size, opts)
            return
        wrk = ["wrk", "-t1", f"-c{HTTP_CONNECTIONS}", "--latency", url]

        def count(out):
            return int(re.search(r"(\d+) requests in", out).group(1))
        warm_up(server, [*wrk, "-d1s"], opts.load, count, most=opts.slices)
        out, cpu = load(server, [*wrk, f"-d{opts.seconds}s"], opts.load)
        if "Non-2xx" in out or "Socket errors" in out:
            raise RuntimeError(" ".join(re.findall("(?:Non-2xx|Socket errors).*", out)))
        unit = {"us": 1, "ms": 1e3, "s": 1e6}
        late = {k: float(v) * unit[u] for k, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", out)}
        peak = float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1))
        yield "http", {"us CPU/req": cpu / count(out) * 1e6, "req/s": peak, "us p50": late["50"], "us p99": late["99"],
                       "MB peak": server.memory()}
        yield "http-half", at_half(server, peak, opts)


def at_half(server, peak, opts):
    """Latencies at half of the rate that the server took at the most."""
    each = max(round(peak / 2 / HTTP_CONNECTIONS), 1)  # requests a second for each connection
    url = f"http://127.0.0.1:{server.port}/"
    with tempfile.NamedTemporaryFile("r") as log:
        command = ["h2load", "--h1", "-t1", f"-c{HTTP_CONNECTIONS}", f"--rps={each}", f"-D{opts.seconds}",
                   "--warm-up-time=1", f"--log-file={log.name}", url]
        fetched(load(server, command, opts.load)[0])
        late = sorted(int(line.split("\t")[2]) for line in log)
    return {"us p99": late[len(late) * 99 // 100], "us p50": late[len(late) // 2],
            "of peak": len(late) / opts.seconds / peak}


def http2(peer, opts):
    """HTTP/2 without TLS, by clients that know it (no upgrade)."""
    with Server([peer, "http2"], [], opts.server) as server:
        url = f"http://127.0.0.1:{server.port}/"
        body = subprocess.run(["curl", "-s", "-m5", "--http2-prior-knowledge", url], stdout=subprocess.PIPE).stdout
        if body != HELLO:
            raise RuntimeError(f"does not answer Hello, World! by HTTP/2 but {body[:100]}")

        def command(connections, streams, seconds):
            return ["h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}", url]
        for name, (connections, streams) in HTTP2_LOADS.items():
            warm_up(server, command(connections, streams, 1), opts.load, fetched, most=opts.slices)
            out, cpu = load(server, command(connections, streams, opts.seconds), opts.load)
            yield f"http2-{name}", {"us CPU/req": cpu / fetched(out) * 1e6, "req/s": fetched(out) / opts.seconds,
                                    "MB peak": server.memory()}


def fetched(out):
    """How many requests h2load got answered; what was not is an error."""
    done, succeeded, failed, errored = map(int, re.search(
        r"(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", out).groups())
    if not succeeded or failed or errored:
        raise RuntimeError(f"of {done} requests {failed} failed, {errored} in error")
    return succeeded


def websocket(peer, opts):
    with Server([peer, "websocket"], [], opts.server) as server:
        ensure_talks(server)
        command = [str(opts.build / "wsload"), str(server.port)]
        warm_up(server, [*command, "50", "1024", "1", "0"], opts.load, messages, announced=True, most=opts.slices)
        for name, (size, connections) in (opts.loads or WEBSOCKET_LOADS).items():
            yield f"websocket-{name}", exchanged(server, command, connections, size, opts)


def ensure_talks(server):
    """That it opens a WebSocket as RFC 6455 says, whose key and answer these are, and echoes a frame."""
    with socket.create_connection(("127.0.0.1", server.port), 5) as connection, connection.makefile("rb") as answer:
        connection.sendall(b"GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                           b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
        head = b"".join(iter(answer.readline, b"\r\n")).lower()
        connection.sendall(b"\x82\x84\0\0\0\0ping")
        if b" 101 " not in head or b"s3pplmbitxaq9kygzzhzrbk+xoo=" not in head or answer.read(6) != b"\x82\x04ping":
            raise RuntimeError("does not talk")
