# SPDX-License-Identifier: Apache-2.0
"""Running peers: programs to their end, servers under load; pinned, with the CPU time and the memory they take."""

import os
import re
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


class NotOffered(Exception):
    """The peer has nothing to compare (exit code 64)."""


def pinned(cores):
    return lambda: os.sched_setaffinity(0, cores)


def call(command, cores=None, timeout=300):
    """Runs a program to its end; its output and its errors."""
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=timeout,
                          preexec_fn=pinned(cores) if cores else None)
    if done.returncode == 64:
        raise NotOffered
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: " + " ".join(done.stderr.split())[-200:])
    return done.stdout, done.stderr


def call_timed(command, cores):
    """Runs a program under GNU time; its output, seconds, peak MB."""
    begin = time.perf_counter()
    out, err = call(["/usr/bin/time", "-f", "rss %M", *command], cores)
    return out, time.perf_counter() - begin, int(re.search(r"rss (\d+)", err).group(1)) / 1024


class Server:
    """A peer that serves on a free port. Its CPU time and its memory are those of its whole process group: workers,
    compiler and collector included."""

    def __init__(self, command, arguments, cores):
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.log = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen([command[0], command[1], str(self.port), *arguments], stdout=self.log,
                                        stderr=self.log, start_new_session=True, preexec_fn=pinned(cores))
        try:
            self.wait_until_listening(time.monotonic() + 20)
            self.processes = list(self.find_processes())
        except BaseException:
            self.__exit__()
            raise

    def wait_until_listening(self, end):
        while True:
            if self.process.poll() is not None:
                if self.process.returncode == 64:
                    raise NotOffered
                self.log.seek(0)
                raise RuntimeError(f"exit {self.process.returncode}: " + " ".join(self.log.read().split())[-200:])
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                if time.monotonic() > end:
                    raise RuntimeError("does not listen") from None
                time.sleep(0.05)

    def find_processes(self):
        for path in Path("/proc").glob("[0-9]*"):
            try:
                if int(stat(path)[2]) == self.process.pid:  # the process group
                    yield path
            except OSError:
                continue  # has ended meanwhile

    def cpu(self):
        """Seconds of CPU, user and system, so far."""
        return sum(int(fields[11]) + int(fields[12]) for fields in map(stat, self.processes)) / TICKS

    def memory(self, which="VmHWM"):
        """MB resident: at the most, or with "VmRSS" now."""
        found = (re.search(which + r":\s+(\d+)", (path / "status").read_text()) for path in self.processes)
        return sum(int(match.group(1)) for match in found) / 1024

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for number in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self.process.pid, number)
                self.process.wait(3)
            except (ProcessLookupError, subprocess.TimeoutExpired):
                pass
        self.log.close()


def stat(path):
    """The fields of /proc/PID/stat after the name, which may hold blanks: [0] is the state."""
    return (path / "stat").read_text().rsplit(")", 1)[1].split()


def load(server, command, cores, announced=False):
    """Runs a load generator; its output, and the CPU seconds of the server while it ran. `announced`: it says
    "measuring" when the time that counts begins, and prints its figures when that ends."""
    generator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                 preexec_fn=pinned(cores))
    first = generator.stdout.readline() if announced else "measuring\n"
    before = server.cpu()
    out = generator.stdout.readline() if announced else generator.stdout.read()
    used = server.cpu() - before
    _, err = generator.communicate(timeout=60)
    if generator.returncode or first != "measuring\n":
        raise RuntimeError("load generator: " + err.strip()[-200:])
    return out, used


def warm_up(server, command, cores, count, announced=False, most=30):
    """Loads in slices of a second until none of three running costs the server 5 % less a message than the best before
    them."""
    costs = []
    while len(costs) < most and (len(costs) < 4 or min(costs[-3:]) < 0.95 * min(costs[:-3])):
        out, cpu = load(server, command, cores, announced)
        costs.append(cpu / max(count(out), 1))
