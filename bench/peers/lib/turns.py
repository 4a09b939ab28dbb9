# SPDX-License-Identifier: Apache-2.0
"""The benchmarks of servers: those of all peers are up at once, and each load goes round them in turns.

A virtual machine gets more for half a minute, and then less: the same system calls take up to a third more CPU, C's as
well as ours. Peers that are measured one after the other, each behind its warm-up, get different shares of that; in
turns of seconds they get the same."""

import re
import socket
import ssl
import statistics
import subprocess
import tempfile
import urllib.request

from serving import Server, warm_up
from serving import load as put_load

LOADS = {"1024x50": (1024, 50), "1024x1000": (1024, 1000), "16384x50": (16384, 50)}  # bytes, connections
HTTP_CONNECTIONS = 64
HALF = "half"  # of the rate that a server takes at the most; a load of http
HTTP2_LOADS = {"50x1": (50, 1), "50x20": (50, 20)}  # connections, requests at a time on each
WEBSOCKET_LOADS = {"1024x50": (1024, 50)}
HELLO = b"Hello, World!"


def fields(wanted):
    """Groups the benchmarks: of one field are those whose figures are compared with one another."""
    for each in wanted:
        if each == "echo-raw" and "echo" in wanted:
            continue  # is with it
        yield ["echo", "echo-raw"] if each == "echo" and "echo-raw" in wanted else [each]


def in_turns(runners, opts):
    """One round of a field: yields (peer, bench, table, {unit: value}) of each turn, the unit that counts first, and
    (peer, bench, None, why) of what fails. `runners` are (peer, bench, command), in the order of this round."""
    up = {}
    try:
        for peer, bench, command in runners:
            try:
                up[peer, bench] = SERVED[bench](command, bench, opts)
                up[peer, bench].warm_up()
            except Exception as e:  # whatever it is, the others can be measured
                drop(up, (peer, bench))
                yield peer, bench, None, e
        for step in dict.fromkeys(step for served in up.values() for step in served.tables):
            for turn in range(1 if step == HALF else opts.turns):
                for peer, bench in list(up) if turn % 2 == 0 else list(up)[::-1]:
                    served = up[peer, bench]
                    if step not in served.tables:
                        continue
                    try:
                        yield peer, bench, served.tables[step], served.take(step)
                    except Exception as e:  # as above
                        drop(up, (peer, bench))
                        yield peer, bench, None, e
    finally:
        for key in list(up):
            drop(up, key)


def drop(up, key):
    if key in up:
        up.pop(key).server.__exit__()


class Served:
    """A peer's server, and how it is loaded: `tables` has what each load fills."""

    arguments = ()

    def __init__(self, command, bench, opts):
        self.bench, self.opts = bench, opts
        self.server = Server([command, bench], self.arguments, opts.server)
        try:
            self.ensure()
        except BaseException:
            self.server.__exit__()
            raise

    def url(self):
        return f"http://127.0.0.1:{self.server.port}/"

    def exchanged(self, generator, size, connections):
        """The figures of one load of messages and their echoes."""
        out, cpu = put_load(self.server, [*generator, str(connections), str(size), str(self.opts.seconds), "0.3"],
                        self.opts.load, announced=True)
        served, p50, p99 = map(float, re.match(r"(\d+) msg/s  p50 (\d+) us  p99 (\d+) us", out).groups())
        return {"us CPU/msg": cpu / (served * self.opts.seconds) * 1e6, "msg/s": served, "us p50": p50, "us p99": p99,
                "MB peak": self.server.memory()}

    def warm_by_messages(self, generator):
        warm_up(self.server, [*generator, "50", "1024", "1", "0"], self.opts.load, messages, announced=True,
                most=self.opts.slices)

    def generator(self, name):
        return [str(self.opts.build / name), str(self.server.port)]


class Echo(Served):
    def __init__(self, command, bench, opts):
        self.tls = bench == "echo-tls"
        if self.tls and not opts.tls:
            raise RuntimeError("missing: " + opts.no_tls)
        if self.tls:
            self.arguments = opts.tls
        # A thousand handshakes are another subject.
        self.loads = {name: load for name, load in (opts.loads or LOADS).items()
                      if not self.tls or load[1] <= 50 or opts.loads}
        self.tables = {name: f"{bench}-{name}" for name in self.loads}
        super().__init__(command, bench, opts)

    def ensure(self):
        ensure_echoes(self.server, self.tls)

    def warm_up(self):
        self.warm_by_messages(self.generator("tlsload" if self.tls else "echoload"))

    def take(self, load):
        return self.exchanged(self.generator("tlsload" if self.tls else "echoload"), *self.loads[load])


def messages(out):
    return int(out.split()[0])


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


class WebSocket(Served):
    def __init__(self, command, bench, opts):
        self.loads = opts.loads or WEBSOCKET_LOADS
        self.tables = {name: f"websocket-{name}" for name in self.loads}
        super().__init__(command, bench, opts)

    def ensure(self):
        """That it opens a WebSocket as RFC 6455 says, whose key and answer these are, and echoes a frame."""
        with (socket.create_connection(("127.0.0.1", self.server.port), 5) as connection,
              connection.makefile("rb") as answer):
            connection.sendall(b"GET /echo HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                               b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            head = b"".join(iter(answer.readline, b"\r\n")).lower()
            connection.sendall(b"\x82\x84\0\0\0\0ping")
            if (b" 101 " not in head or b"s3pplmbitxaq9kygzzhzrbk+xoo=" not in head
                    or answer.read(6) != b"\x82\x04ping"):
                raise RuntimeError("does not talk")

    def warm_up(self):
        self.warm_by_messages(self.generator("wsload"))

    def take(self, load):
        return self.exchanged(self.generator("wsload"), *self.loads[load])


class Http(Served):
    def __init__(self, command, bench, opts):
        self.loads = opts.loads
        self.tables = ({name: f"http-{connections}" for name, (_, connections) in opts.loads.items()}
                       or {"most": "http", HALF: "http-half"})
        self.rates = []
        super().__init__(command, bench, opts)

    def ensure(self):
        with urllib.request.urlopen(self.url(), timeout=5) as answer:
            if (answer.status, answer.read()) != (200, HELLO):
                raise RuntimeError("does not answer Hello, World!")

    def wrk(self, seconds):
        return ["wrk", "-t1", f"-c{HTTP_CONNECTIONS}", f"-d{seconds}s", "--latency", self.url()]

    def warm_up(self):
        if self.loads:
            self.warm_by_messages(self.generator("httpload"))
        else:
            warm_up(self.server, self.wrk(1), self.opts.load, requests, most=self.opts.slices)

    def take(self, load):
        if self.loads:
            return self.exchanged(self.generator("httpload"), *self.loads[load])
        return self.at_half() if load == HALF else self.at_the_most()

    def at_the_most(self):
        out, cpu = put_load(self.server, self.wrk(self.opts.seconds), self.opts.load)
        if "Non-2xx" in out or "Socket errors" in out:
            raise RuntimeError(" ".join(re.findall("(?:Non-2xx|Socket errors).*", out)))
        unit = {"us": 1, "ms": 1e3, "s": 1e6}
        late = {k: float(v) * unit[u] for k, v, u in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s)\b", out)}
        self.rates.append(float(re.search(r"Requests/sec:\s+([\d.]+)", out).group(1)))
        return {"us CPU/req": cpu / requests(out) * 1e6, "req/s": self.rates[-1], "us p50": late["50"],
                "us p99": late["99"], "MB peak": self.server.memory()}

    def at_half(self):
        """Latencies at half of the rate that the server took at the most."""
        peak = statistics.median(self.rates)
        each = max(round(peak / 2 / HTTP_CONNECTIONS), 1)  # requests a second for each connection
        with tempfile.NamedTemporaryFile("r") as log:
            command = ["h2load", "--h1", "-t1", f"-c{HTTP_CONNECTIONS}", f"--rps={each}", f"-D{self.opts.seconds}",
                       "--warm-up-time=1", f"--log-file={log.name}", self.url()]
            fetched(put_load(self.server, command, self.opts.load)[0])
            late = sorted(int(line.split("\t")[2]) for line in log)
        return {"us p99": late[len(late) * 99 // 100], "us p50": late[len(late) // 2],
                "of peak": len(late) / self.opts.seconds / peak}


def requests(out):
    return int(re.search(r"(\d+) requests in", out).group(1))


class Http2(Served):
    """HTTP/2 without TLS, by clients that know it (no upgrade)."""

    tables = {name: f"http2-{name}" for name in HTTP2_LOADS}

    def ensure(self):
        body = subprocess.run(["curl", "-s", "-m5", "--http2-prior-knowledge", self.url()],
                              stdout=subprocess.PIPE).stdout
        if body != HELLO:
            raise RuntimeError(f"does not answer Hello, World! by HTTP/2 but {body[:100]}")

    def command(self, load, seconds):
        connections, streams = HTTP2_LOADS[load]
        return ["h2load", "-t1", f"-c{connections}", f"-m{streams}", f"-D{seconds}", self.url()]

    def warm_up(self):
        for name in HTTP2_LOADS:
            warm_up(self.server, self.command(name, 1), self.opts.load, fetched, most=self.opts.slices)

    def take(self, load):
        out, cpu = put_load(self.server, self.command(load, self.opts.seconds), self.opts.load)
        return {"us CPU/req": cpu / fetched(out) * 1e6, "req/s": fetched(out) / self.opts.seconds,
                "MB peak": self.server.memory()}


def fetched(out):
    """How many requests h2load got answered; what was not is an error."""
    done, succeeded, failed, errored = map(int, re.search(
        r"(\d+) done, (\d+) succeeded, (\d+) failed, (\d+) errored", out).groups())
    if not succeeded or failed or errored:
        raise RuntimeError(f"of {done} requests {failed} failed, {errored} in error")
    return succeeded


SERVED = {"echo": Echo, "echo-raw": Echo, "echo-tls": Echo, "http": Http, "http2": Http2, "websocket": WebSocket}
