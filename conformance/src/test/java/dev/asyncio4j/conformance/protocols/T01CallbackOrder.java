// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.protocols;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.Endpoint;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Protocol callbacks on both sides of a TCP connection: connectionMade first, then dataReceived,
/// eofReceived at most once, connectionLost exactly once at the end; when each happens relative to
/// createConnection and close.
public final class T01CallbackOrder {

    public static void main(String[] args) {
        run(main());
    }

    private static final class Recorder implements Protocol {
        final String name;
        final List<String> log;
        final boolean echo;
        final Future<Void> lost = getRunningLoop().createFuture();
        Transport transport;

        Recorder(String name, List<String> log, boolean echo) {
            this.name = name;
            this.log = log;
            this.echo = echo;
        }

        void add(String what) {
            log.add(name + ": " + what);
        }

        @Override
        public void connectionMade(Transport made) {
            transport = made;
            add("connection_made");
        }

        @Override
        public void dataReceived(byte[] data) {
            add("data_received " + repr(data) + " bytes");
            if (echo) {
                String text = new String(data, StandardCharsets.ISO_8859_1);
                transport.write(("re:" + text).getBytes(StandardCharsets.ISO_8859_1));
            }
        }

        @Override
        public boolean eofReceived() {
            add("eof_received");
            return false; // the transport closes itself
        }

        @Override
        public void connectionLost(Throwable exc) {
            add("connection_lost " + repr(exc));
            lost.setResult(null);
        }
    }

    private static void flush(String title, List<String> log) {
        print("--", title);
        // each side's order is fixed; how the two sides interleave is not
        for (String side : List.of("client", "server")) {
            List<String> line = new ArrayList<>(List.of("  "));
            line.addAll(log.stream().filter(x -> x.startsWith(side)).toList());
            print(String.join(" | ", line));
        }
        log.clear();
    }

    private static void write(Transport transport, String text) {
        transport.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    List<String> log = new ArrayList<>();
                    List<Recorder> servers = new ArrayList<>();
                    var server =
                            await(
                                    createServer(
                                            () -> {
                                                servers.add(new Recorder("server", log, true));
                                                log.add("server: factory");
                                                return servers.getLast();
                                            },
                                            "127.0.0.1",
                                            0));
                    var addr = (InetSocketAddress) server.sockets().getFirst().sockname();
                    Endpoint<Transport, Recorder> e = connect(addr, log);
                    Recorder client = e.protocol();
                    Transport transport = e.transport();
                    print(
                            "connection_made came before create_connection returned:",
                            log.contains("client: connection_made"));
                    print(
                            "get_protocol:",
                            transport.protocol() == client,
                            "| the same transport:",
                            client.transport == transport);
                    await(sleep(0.2));
                    flush("connected", log);
                    write(transport, "hello");
                    await(sleep(0.2));
                    flush("one message each way", log);
                    write(transport, "last");
                    transport.close();
                    print(
                            "closing:",
                            transport.isClosing(),
                            "| connection_lost not called inline:",
                            log);
                    await(waitOn(List.of(client.lost, servers.getFirst().lost)));
                    flush("client closes: written data is sent first", log);
                    transport.close();
                    transport.abort();
                    write(transport, "ignored");
                    await(sleep(0.2));
                    print("after the end nothing happens:", log);
                    others(addr, servers, log);
                    server.close();
                });
    }

    private static Endpoint<Transport, Recorder> connect(InetSocketAddress addr, List<String> log) {
        return await(
                createConnection(
                        () -> new Recorder("client", log, false),
                        addr.getHostString(),
                        addr.getPort()));
    }

    private static void others(InetSocketAddress addr, List<Recorder> servers, List<String> log) {
        var e = connect(addr, log);
        await(sleep(0.2));
        log.clear();
        e.transport().writeEof();
        await(waitOn(List.of(e.protocol().lost, servers.get(1).lost)));
        flush("client ends its stream; the server's eof_received returns None", log);

        e = connect(addr, log);
        await(sleep(0.2));
        log.clear();
        servers.get(2).transport.close();
        await(waitOn(List.of(e.protocol().lost, servers.get(2).lost)));
        flush("server closes", log);

        e = connect(addr, log);
        await(sleep(0.2));
        log.clear();
        e.transport().abort();
        print("abort: connection_lost not inline:", log);
        await(waitOn(List.of(e.protocol().lost, servers.get(3).lost)));
        flush("client aborts", log);
    }
}
