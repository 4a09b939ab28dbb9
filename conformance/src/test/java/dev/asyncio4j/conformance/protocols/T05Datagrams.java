// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.protocols;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.net.DatagramOptions;
import dev.asyncio4j.net.Endpoint;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.sync.Queue;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Datagram endpoints on loopback: datagramReceived with the sender's address, sendto with and
/// without an address, message boundaries kept, errorReceived for a refused port, close and abort,
/// empty datagrams.
public final class T05Datagrams {

    public static void main(String[] args) {
        run(main());
    }

    private static final class D implements DatagramProtocol {
        final String name;
        final Queue<Object> got = new Queue<>();
        DatagramTransport transport;

        D(String name) {
            this.name = name;
        }

        @Override
        public void connectionMade(DatagramTransport made) {
            transport = made;
            got.putNoWait("connection_made");
        }

        @Override
        public void datagramReceived(byte[] data, SocketAddress addr) {
            got.putNoWait(Tuple.of(data, ((InetSocketAddress) addr).getHostString()));
            if (name.equals("server")) {
                transport.sendto(b("re:" + new String(data, StandardCharsets.ISO_8859_1)), addr);
            }
        }

        @Override
        public void errorReceived(Throwable exc) {
            got.putNoWait("error " + name(exc));
        }

        @Override
        public void connectionLost(Throwable exc) {
            got.putNoWait("connection_lost " + repr(exc));
        }

        Object first() {
            return ((Tuple) await(got.get())).items().getFirst();
        }

        String end() {
            Object x;
            do {
                x = await(got.get());
            } while (!(x instanceof String));
            return (String) x;
        }
    }

    private static byte[] b(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    var loopback = new InetSocketAddress("127.0.0.1", 0);
                    var s =
                            await(
                                    createDatagramEndpoint(
                                            () -> new D("server"),
                                            DatagramOptions.local(loopback)));
                    D server = s.protocol();
                    var addr = (InetSocketAddress) s.transport().extraInfo("sockname");
                    var c =
                            await(
                                    createDatagramEndpoint(
                                            () -> new D("client"), DatagramOptions.remote(addr)));
                    DatagramTransport ct = c.transport();
                    D client = c.protocol();
                    print(
                            await(server.got.get()),
                            await(client.got.get()),
                            "peer is the server:",
                            ct.extraInfo("peername").equals(addr));
                    exchange(ct, client, server, addr);

                    print("-- not connected: sendto needs an address each time");
                    var u =
                            await(
                                    createDatagramEndpoint(
                                            () -> new D("u"), DatagramOptions.local(loopback)));
                    await(u.protocol().got.get());
                    u.transport().sendto(b("hi"), addr);
                    print("u", await(u.protocol().got.get()), "| server", repr(server.first()));

                    print("-- empty datagram");
                    ct.sendto(b(""));
                    ct.sendto(b("after the empty one"));
                    print(server.first());
                    ends(ct, client, u, s, server);
                    nobody(addr);
                });
    }

    private static void exchange(DatagramTransport ct, D client, D server, InetSocketAddress addr) {
        for (String msg : List.of("one", "two words")) {
            ct.sendto(b(msg));
            print("server", await(server.got.get()), "| client", await(client.got.get()));
        }
        ct.sendto(b("with the address given"), addr);
        print("server", await(server.got.get()), "| client", await(client.got.get()));
        try {
            ct.sendto(b("x"), new InetSocketAddress("127.0.0.1", 1));
        } catch (IllegalArgumentException e) {
            print(name(e), e.getMessage().contains("Invalid address"));
        }
        try {
            ct.sendto(null);
        } catch (NullPointerException e) {
            print(name(e));
        }
        print("-- three at once keep their boundaries");
        for (int i = 0; i < 3; i++) {
            ct.sendto(b("m" + i));
        }
        List<Object> atServer = new ArrayList<>();
        List<Object> atClient = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            atServer.add(server.first());
        }
        for (int i = 0; i < 3; i++) {
            atClient.add(client.first());
        }
        print(atServer, atClient);
    }

    private static void ends(
            DatagramTransport ct,
            D client,
            Endpoint<DatagramTransport, D> u,
            Endpoint<DatagramTransport, D> s,
            D server) {
        print("-- close and abort");
        ct.close();
        ct.close();
        print("closing", ct.isClosing());
        u.transport().abort();
        print("client", client.end(), "| u", await(u.protocol().got.get()));
        ct.sendto(b("ignored"));
        s.transport().close();
        print("server", server.end());
    }

    private static void nobody(InetSocketAddress addr) {
        print("-- nobody there: error_received");
        var c = await(createDatagramEndpoint(() -> new D("client"), DatagramOptions.remote(addr)));
        D client = c.protocol();
        await(client.got.get());
        c.transport().sendto(b("anybody?"));
        print(await(waitFor(client.got.get(), 5)));
        c.transport().close();
        print(await(client.got.get()));
    }
}
