// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.protocols;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;
import static dev.asyncio4j.net.Net.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.sync.Queue;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// createConnection and createServer in their variants: a ready-made channel, a local address, a
/// protocol factory that fails, the sock calls, connectAcceptedSocket.
public final class T07ConnectVariants {

    public static void main(String[] args) {
        run(main());
    }

    private static byte[] b(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ServerSocketChannel listening() throws IOException {
        return ServerSocketChannel.open().bind(new InetSocketAddress("127.0.0.1", 0));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    Queue<Object> peers = new Queue<>();
                    ClientConnected handle =
                            (reader, writer) ->
                                    async(
                                            () -> {
                                                peers.putNoWait(writer.extraInfo("peername"));
                                                writer.write("hello");
                                                writer.close();
                                            });
                    ServerSocketChannel lsock = listening();
                    var server = await(startServer(handle, lsock));
                    var addr = (InetSocketAddress) lsock.getLocalAddress();
                    print(
                            "server on a ready-made socket:",
                            server.sockets().getFirst().sockname().equals(addr));

                    SocketChannel s = SocketChannel.open(addr);
                    Connection c = await(openConnection(s));
                    print(
                            "connection on a ready-made socket:",
                            await(c.reader().read()),
                            await(peers.get()).equals(c.writer().extraInfo("sockname")));
                    c.close();

                    InetSocketAddress local;
                    try (ServerSocketChannel free = listening()) {
                        local = (InetSocketAddress) free.getLocalAddress();
                    }
                    c =
                            await(
                                    openConnection(
                                            addr.getHostString(),
                                            addr.getPort(),
                                            ConnectOptions.defaults().withLocalAddress(local)));
                    print(
                            "local_addr:",
                            await(peers.get()).equals(local),
                            await(c.reader().read()));
                    c.close();
                    try {
                        await(
                                createConnection(
                                        T07ConnectVariants::badFactory,
                                        addr.getHostString(),
                                        addr.getPort()));
                    } catch (OSError e) {
                        print(show(e));
                    }
                    await(peers.get());
                    sockCalls();
                    server.close();
                });
    }

    private static Protocol badFactory() {
        throw new OSError("factory failed");
    }

    private static void sockCalls() throws IOException {
        print("-- sock_connect, sock_sendall, sock_recv, sock_accept");
        ServerSocketChannel a = listening();
        a.configureBlocking(false);
        Task<SocketChannel> acc = createTask(sockAccept(a));
        SocketChannel c = SocketChannel.open();
        c.configureBlocking(false);
        await(sockConnect(c, a.getLocalAddress()));
        SocketChannel conn = await(acc);
        await(sockSendall(c, b("low level")));
        print(await(sockRecv(conn, 3)), await(sockRecv(conn, 100)));
        ByteBuffer buf = ByteBuffer.allocate(5);
        Task<Integer> waiting = createTask(sockRecvInto(conn, buf));
        await(sleep(0));
        print("waits:", !waiting.isDone());
        await(sockSendall(c, b("xyz")));
        print("received", await(waiting), buf.array());
        Task<byte[]> t = createTask(sockRecv(conn, 1));
        await(sleep(0.01));
        t.cancel();
        await(waitOn(List.of(t)));
        await(sockSendall(c, b("after")));
        print("cancelled", t.isCancelled(), "| nothing lost:", await(sockRecv(conn, 100)));
        c.close();
        print("end of stream:", await(sockRecv(conn, 1)));

        print("-- connect_accepted_socket");
        c = SocketChannel.open();
        c.configureBlocking(false);
        acc = createTask(sockAccept(a));
        await(sockConnect(c, a.getLocalAddress()));
        var made = await(connectAcceptedSocket(() -> new Protocol() {}, await(acc)));
        made.transport().write(b("from the transport"));
        print((Object) await(sockRecv(c, 100)));
        made.transport().close();
        c.close();
        conn.close();
        a.close();
    }
}
