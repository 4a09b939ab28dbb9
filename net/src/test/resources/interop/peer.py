# SPDX-License-Identifier: Apache-2.0
"""The other end of the interoperation tests: Python's asyncio, in the part that the first argument names.

A server tells its port in its first line; a client gets it as its argument. What each has seen it prints.
"""
import asyncio
import hashlib
import socket
import struct
import sys


def say(*words):
    print(*words, flush=True)


def pattern(size):
    return bytes(i * 31 + i // 1000 & 255 for i in range(size))


def digest(data):
    return f"{len(data)} {hashlib.sha256(data).hexdigest()}"


async def stdin_line():
    return await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)


# ---- servers: what each does with one connection


async def echo(reader, writer):
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
    writer.close()


async def half(reader, writer):
    """Ends its half first, and reads on."""
    writer.write(b"that was all\n")
    writer.write_eof()
    say(digest(await reader.read()))
    writer.close()


async def lazy(reader, writer):
    """Reads nothing until it is told to."""
    await stdin_line()
    say(digest(await reader.read()))
    writer.write(b"done\n")
    writer.close()


async def flood(reader, writer):
    """Sends more than anybody takes at once, and tells when it has to wait."""
    data = pattern(50_000)
    told = False
    for _ in range(400):
        writer.write(data)
        if not told and writer.transport.get_write_buffer_size() > 65536:
            told = True
            say("waiting")
        await writer.drain()
    writer.close()


async def reset(reader, writer):
    writer.write(b"half a mess")
    await writer.drain()
    await reader.readline()
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def messages(reader, writer):
    """Answers messages that end with an empty line, and says what is too long or cut short."""
    while True:
        try:
            message = await reader.readuntil(b"\r\n\r\n")
        except asyncio.LimitOverrunError as error:
            writer.write(b"too long: %d\n" % error.consumed)
            await reader.readexactly(error.consumed)
        except asyncio.IncompleteReadError as error:
            writer.write(b"cut short: %d\n" % len(error.partial))
            break
        else:
            writer.write(b"message: %d\n" % len(message))
    writer.close()


SERVERS = dict(echo=echo, half=half, lazy=lazy, flood=flood, reset=reset, messages=messages)


async def serve(name, path=None):
    if path:
        server = await asyncio.start_unix_server(SERVERS[name], path)
        say("listening", path)
    else:
        limit = 100 if name == "messages" else 65536
        server = await asyncio.start_server(SERVERS[name], "127.0.0.1", 0, limit=limit)
        say("listening", server.sockets[0].getsockname()[1])
    async with server:
        await server.serve_forever()


# ---- clients


async def dial(where):
    if where.isdigit():
        return await asyncio.open_connection("127.0.0.1", int(where))
    return await asyncio.open_unix_connection(where)


async def talk(where):
    """Sends lines, each after the answer to the one before; then ends its half and reads the rest."""
    reader, writer = await dial(where)
    for line in "one", "two", "three":
        writer.write(line.encode() + b"\n")
        say((await reader.readline()).decode().rstrip())
    writer.write_eof()
    say("rest", len(await reader.read()))
    writer.close()
    await writer.wait_closed()


async def send(where):
    """Sends a lot, with back-pressure, and then reads the same."""
    reader, writer = await dial(where)
    data = pattern(3_000_000)

    async def push():
        for start in range(0, len(data), 50_000):
            writer.write(data[start : start + 50_000])
            await writer.drain()
        writer.write_eof()

    _, back = await asyncio.gather(push(), reader.read())
    say(digest(back))
    writer.close()


async def hang_up(where):
    """Is reset in the middle of a message."""
    _, writer = await dial(where)
    writer.write(b"half a mess")
    await writer.drain()
    await stdin_line()
    linger = struct.pack("ii", 1, 0)
    writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
    writer.transport.abort()


async def parse(where):
    """Reads what a server sends as lines, an exact number of bytes and up to separators."""
    reader, writer = await dial(where)
    say(await reader.readline())
    say(await reader.readexactly(5))
    say(await reader.readuntil(b";"))
    try:
        await reader.readexactly(100)
    except asyncio.IncompleteReadError as error:
        say("incomplete", error.partial)
    writer.close()


# ---- datagrams


class Echo(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, address):
        self.transport.sendto(data[::-1], address)


class Answers(asyncio.DatagramProtocol):
    def __init__(self):
        self.queue = asyncio.Queue()

    def datagram_received(self, data, address):
        self.queue.put_nowait(data)


async def datagram_server():
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(Echo, local_addr=("127.0.0.1", 0))
    say("listening", transport.get_extra_info("sockname")[1])
    await stdin_line()


async def datagram_client(port):
    loop = asyncio.get_running_loop()
    transport, answers = await loop.create_datagram_endpoint(Answers, remote_addr=("127.0.0.1", int(port)))
    for size in 1, 1000, 60000:
        transport.sendto(pattern(size))
        say(digest(await answers.queue.get()))
    transport.close()


PARTS = dict(
    serve=serve,
    talk=talk,
    send=send,
    hang_up=hang_up,
    parse=parse,
    datagram_server=datagram_server,
    datagram_client=datagram_client,
)

asyncio.run(PARTS[sys.argv[1]](*sys.argv[2:]))
