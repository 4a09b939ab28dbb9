# SPDX-License-Identifier: Apache-2.0
"""The benchmarks, and how those take their figures that measure one peer after the other. The others: turns."""

import re
import resource
import socket
import statistics
import time

from serving import NotOffered, Server, call, call_timed, load, warm_up
from turns import ensure_echoes, messages, ping

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
IDLE = 15_000  # connections
IDLE_SECONDS = 5
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


def one_by_one(runners, opts):
    """One round: as turns.in_turns."""
    for peer, bench, command in runners:
        try:
            for table, values in take(command, bench, opts):
                yield peer, bench, table, values
        except Exception as e:  # whatever it is, the others can be measured
            yield peer, bench, None, e


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
    else:
        yield from loops(peer, opts)


def printed(out):
    """The figures that a peer's program printed."""
    found = re.findall(r"^(\S+) ([\d.]+) (\S+)$", out, re.M)
    if not found or len(found) != len(out.splitlines()):
        raise RuntimeError("printed something else than METRIC VALUE UNIT: " + out[:200])
    for name, value, unit in found:
        yield name, {unit: float(value)}


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
    """The same server with one loop and with two, in turns, both on both cores, as is the load, which takes little."""
    both = opts.server | opts.load
    with (Server([peer, "echo-loops"], ["1"], both) as one, Server([peer, "echo-loops"], ["2"], both) as two):
        for server in (one, two):
            ensure_echoes(server, tls=False)
            warm_up(server, [*echoing(server, opts), "1", "0"], both, messages, announced=True, most=opts.slices)
        for _ in range(opts.turns):
            rates = [messages(load(server, [*echoing(server, opts), str(opts.seconds), "0.3"], both, announced=True)[0])
                     for server in (one, two)]
            yield "loops", {"x of one loop": rates[1] / rates[0], "msg/s of two": rates[1], "of one": rates[0]}


def echoing(server, opts):
    return [str(opts.build / "echoload"), str(server.port), "50", "1024"]
