// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.streams;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.conformance.streams.T01Echo.b;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Server;
import dev.asyncio4j.net.stream.ClientConnected;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// writeEof: one side ends its stream and still reads; the other sees the end and may still write;
/// canWriteEof; writing after writeEof and after close; reading what was sent before the end.
public final class T04HalfClose {

    public static void main(String[] args) {
        run(main());
    }

    private static Connection connect(Server server) {
        var at = (InetSocketAddress) server.sockets().getFirst().sockname();
        return await(openConnection(at.getHostString(), at.getPort()));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    List<String> log = new ArrayList<>();
                    ClientConnected handle =
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                byte[] data = await(reader.read());
                                                log.add(
                                                        "server read "
                                                                + repr(data)
                                                                + ", at_eof "
                                                                + repr(reader.isAtEof()));
                                                await(sleep(0.2));
                                                String upper =
                                                        new String(
                                                                        data,
                                                                        StandardCharsets.ISO_8859_1)
                                                                .toUpperCase(Locale.ROOT);
                                                writer.write("answer after your end: " + upper);
                                                writer.writeEof();
                                                await(writer.drain());
                                                await(sleep(0.2));
                                                writer.close();
                                            });
                    Server server = await(startServer(handle, "127.0.0.1", 0));
                    Connection c = connect(server);
                    var w = c.writer();
                    w.write("first ");
                    w.write("second");
                    print("can_write_eof:", w.canWriteEof());
                    w.writeEof();
                    w.writeEof();
                    try {
                        w.write("after eof");
                    } catch (IllegalStateException e) {
                        print(show(e));
                    }
                    print("closing:", w.isClosing());
                    print((Object) await(c.reader().read()));
                    print(log.toArray());
                    w.close();
                    await(w.waitClosed());

                    Server server2 = closesAtOnce(log);

                    print("-- after close");
                    c = connect(server);
                    w = c.writer();
                    w.close();
                    try {
                        w.writeEof();
                        print("write_eof after close: ignored");
                    } catch (Exception e) {
                        print(show(e));
                    }
                    w.write("lost");
                    w.close();
                    await(w.waitClosed());
                    await(w.waitClosed());
                    print("closed twice, waited twice | reader:", await(c.reader().read()));
                    await(sleep(0.3));
                    for (Server s : List.of(server, server2)) {
                        s.close();
                        await(s.waitClosed());
                    }
                });
    }

    private static Server closesAtOnce(List<String> log) {
        print("-- the server closes at once: data sent before is still read");
        ClientConnected sendsAndCloses =
                (reader, writer) ->
                        async(
                                () -> {
                                    writer.write(b("x".repeat(100_000)));
                                    writer.close();
                                    await(writer.waitClosed());
                                    log.add("server side closed");
                                });
        Server server2 = await(startServer(sendsAndCloses, "127.0.0.1", 0));
        Connection c = connect(server2);
        int total = 0;
        byte[] chunk;
        while ((chunk = await(c.reader().read(4096))).length > 0) {
            total += chunk.length;
        }
        print("read", total, "at_eof", c.reader().isAtEof());
        c.close();
        await(c.writer().waitClosed());
        print(log.getLast());
        return server2;
    }
}
