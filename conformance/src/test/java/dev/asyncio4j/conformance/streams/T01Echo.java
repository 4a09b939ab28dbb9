// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.streams;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// startServer and openConnection on loopback: the handler is called once per connection in its own
/// task, reader and writer on both sides, extraInfo, several clients at once, server.close and
/// waitClosed.
public final class T01Echo {

    public static void main(String[] args) {
        run(main());
    }

    static byte[] b(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static byte[] join(String before, byte[] line) {
        return b(before + new String(line, StandardCharsets.ISO_8859_1));
    }

    private static Coroutine<Void> handle(
            StreamReader reader, StreamWriter writer, Task<?> mainTask, List<String> log) {
        return async(
                () -> {
                    var peer = (InetSocketAddress) writer.extraInfo("peername");
                    log.add(
                            "connected, peer on "
                                    + peer.getHostString()
                                    + ", in a task: "
                                    + repr(currentTask() != mainTask));
                    byte[] line;
                    while ((line = await(reader.readline())).length > 0) {
                        writer.write(join("echo ", line));
                        await(writer.drain());
                    }
                    log.add("client ended");
                    writer.close();
                    await(writer.waitClosed());
                    log.add("handler ends");
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    List<String> log = new ArrayList<>();
                    Task<?> mainTask = currentTask();
                    var server =
                            await(
                                    startServer(
                                            (r, w) -> handle(r, w, mainTask, log), "127.0.0.1", 0));
                    var address = (InetSocketAddress) server.sockets().getFirst().sockname();
                    String host = address.getHostString();
                    int port = address.getPort();
                    print("serving:", server.isServing(), "sockets", server.sockets().size(), host);

                    Connection c = await(openConnection(host, port));
                    StreamReader reader = c.reader();
                    StreamWriter writer = c.writer();
                    var peer = (InetSocketAddress) writer.extraInfo("peername");
                    print(
                            "our peer is the server:",
                            peer.getPort() == port,
                            "| unknown info:",
                            writer.extraInfo("nothing"),
                            writer.extraInfo("nothing", "default"));
                    for (String word : List.of("one\n", "two\n")) {
                        writer.write(word);
                        print((Object) await(reader.readline()));
                    }
                    writer.writelines(List.of(b("three"), b(" and "), b("four\n")));
                    print((Object) await(reader.readline()));
                    print("is_closing:", writer.isClosing(), "at_eof:", reader.isAtEof());
                    writer.close();
                    print("is_closing:", writer.isClosing());
                    await(writer.waitClosed());
                    await(sleep(0.2));
                    log.forEach(line -> print(line));

                    print("-- three clients at once");
                    List<String> lines =
                            await(
                                    gather(
                                            client(host, port, "a"),
                                            client(host, port, "b"),
                                            client(host, port, "c")));
                    print(lines.stream().sorted().map(T01Echo::b).toList());
                    server.close();
                    print("serving:", server.isServing(), "sockets", server.sockets().size());
                    await(server.waitClosed());
                    try {
                        await(openConnection(host, port), IOException.class);
                    } catch (IOException e) {
                        print(name(e));
                    }

                    print("-- a plain function as the handler");
                    Future<String> got = getRunningLoop().createFuture();
                    ClientConnected plain =
                            ClientConnected.plain(
                                    (r, w) -> {
                                        w.write("hello from a function\n");
                                        w.close();
                                        got.setResult("called");
                                    });
                    var other = await(startServer(plain, host, 0));
                    try (other) {
                        var at = (InetSocketAddress) other.sockets().getFirst().sockname();
                        Connection second = await(openConnection(host, at.getPort()));
                        print(await(second.reader().read()), await(got));
                        second.close();
                        await(second.writer().waitClosed());
                    }
                    print("the block closed the server:", other.isServing());
                });
    }

    private static Coroutine<String> client(String host, int port, String name) {
        return async(
                () -> {
                    Connection c = await(openConnection(host, port));
                    c.writer().write(name + "\n");
                    byte[] line = await(c.reader().readline());
                    c.close();
                    await(c.writer().waitClosed());
                    return new String(line, StandardCharsets.ISO_8859_1);
                });
    }
}
