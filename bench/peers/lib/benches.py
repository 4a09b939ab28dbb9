# SPDX-License-Identifier: Apache-2.0
"""The benchmarks: how one round of each takes its figures."""

import re
import resource
import socket
import ssl
import statistics
import time
import urllib.request

from serving import NotOffered, Server, call, call_timed, load, warm_up

# What a peer's program measures itself: its sub-command. On the server core alone; threadsafe has both.
MICRO = {
    "switch-1": ["switch", "1", "100000"],
    "switch-100": ["switch", "100", "200000"],
    "switch-10000": ["switch", "10000", "500000"],
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
IDLE = 15_000  # connections
IDLE_SECONDS = 5
NAMES = [*MICRO, "sleepers", "bodies", "hello", "echo", "echo-raw", "echo-tls", "idle", "loops", "http"]
ONCE = {"sleepers", "bodies", "idle"}  # in the first round only: long, and steady
TITLES = {
    "switch-1": "switch between tasks, 1 task",
    "switch-100": "switch between tasks, 100 tasks",
    "switch-10000": "switch between tasks, 10,000 tasks (includes creating them: 1 in 50 operations)",
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
    "loops": "echo with 50 us of computing a message, on two loops and on one",
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
        rate = re.compile(r"(\d+) msg/s  p50 (\d+) us  p99 (\d+) us")
        warm_up(server, [*command, "50", "1024", "1", "0"], opts.load, messages, announced=True, most=opts.slices)
        for name, (size, connections) in (opts.loads or LOADS).items():
            if tls and connections > 50:
                continue  # a thousand handshakes are another subject
            out, cpu = load(server, [*command, str(connections), str(size), str(opts.seconds), "0.3"], opts.load,
                            announced=True)
            served, p50, p99 = map(float, rate.match(out).groups())
            yield f"{bench}-{name}", {"us CPU/msg": cpu / (served * opts.seconds) * 1e6, "msg/s": served, "us p50": p50,
                                      "us p99": p99, "MB peak": server.memory()}


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
            if (answer.status, answer.read()) != (200, b"Hello, World!"):
                raise RuntimeError("does not answer Hello, World!")
        wrk = ["wrk", "-t1", "-c50", "--latency", url]

        def count(out):
            return int(re.search(r"(\d+) requests in", out).group(1))
        warm_up(server, [*wrk, "-d1s"], opts.load, count, most=opts.slices)
        out, cpu = load(server, [*wrk, f"-d{opts.seconds}s"], opts.load)
        if "Non-2xx" in out or "Socket errors" in out:
            raise RuntimeError(" ".join(re.findall("(?:Non-2xx|Socket errors).*", out)))
        unit = {"us": 1, "ms": 1e3, "s": 1e6}
        late = {k: float(v) * unit[u] for k, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", out)}
        yield "http", {"us CPU/req": cpu / count(out) * 1e6,
                       "req/s": float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)),
                       "us p50": late["50"], "us p99": late["99"], "MB peak": server.memory()}
