// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.tls.TlsUpgrade;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.WriteTransport;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.FileChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The front door: everything a program needs of the network, one line each.
///
/// `import static dev.asyncio4j.net.Net.*;`
public final class Net {

    private Net() {}

    // ---- streams

    /// Connects to a server. **Suspends** until it has. **If cancelled** the attempt is given up.
    /// **Like**
    /// `asyncio.open_connection`. Awaiting it throws the `IOException` of a refusal.
    public static Coroutine<Connection> openConnection(String host, int port) {
        return openConnection(host, port, ConnectOptions.defaults());
    }

    /// [#openConnection(String, int)] with options.
    public static Coroutine<Connection> openConnection(
            String host, int port, ConnectOptions options) {
        return async("open_connection", () -> Opening.connection(host, port, options));
    }

    /// Makes a connected channel of the JDK's a connection, which it belongs to from now on.
    /// **Suspends**
    /// for a few turns. **Like** `open_connection(sock=)`.
    public static Coroutine<Connection> openConnection(SocketChannel channel) {
        return openConnection(channel, ConnectOptions.defaults());
    }

    /// [#openConnection(SocketChannel)] with options.
    public static Coroutine<Connection> openConnection(
            SocketChannel channel, ConnectOptions options) {
        return async("open_connection", () -> Opening.connection(channel, options));
    }

    /// Connects to a server on this machine. **Suspends** until it has. **Like**
    /// `asyncio.open_unix_connection`.
    public static Coroutine<Connection> openUnixConnection(Path path) {
        return openUnixConnection(path, ConnectOptions.defaults());
    }

    /// [#openUnixConnection(Path)] with options.
    public static Coroutine<Connection> openUnixConnection(Path path, ConnectOptions options) {
        return async("open_unix_connection", () -> Opening.unixConnection(path, options));
    }

    /// Starts a server: each connection runs `client` as a task of its own. **Suspends** for a
    /// turn, or
    /// while the host is looked up. **Shape** an empty host is all addresses of this machine; port
    /// 0 lets
    /// the system choose: `server.sockets()` tells. **Like** `asyncio.start_server`. Awaiting it
    /// throws
    /// `IOException` if an address cannot be bound.
    public static Coroutine<Server> startServer(ClientConnected client, String host, int port) {
        return startServer(client, List.of(host), port, ServeOptions.defaults());
    }

    /// [#startServer(ClientConnected, String, int)] with options.
    public static Coroutine<Server> startServer(
            ClientConnected client, String host, int port, ServeOptions options) {
        return startServer(client, List.of(host), port, options);
    }

    /// [#startServer(ClientConnected, String, int)] at several addresses.
    public static Coroutine<Server> startServer(
            ClientConnected client, List<String> hosts, int port, ServeOptions options) {
        return createServer(Opening.streams(client, options.limit()), hosts, port, options);
    }

    /// [#startServer(ClientConnected, String, int)] on a bound channel of the JDK's. **Like**
    /// `start_server(sock=)`.
    public static Coroutine<Server> startServer(
            ClientConnected client, ServerSocketChannel channel) {
        return startServer(client, channel, ServeOptions.defaults());
    }

    /// [#startServer(ClientConnected, ServerSocketChannel)] with options.
    public static Coroutine<Server> startServer(
            ClientConnected client, ServerSocketChannel channel, ServeOptions options) {
        return createServer(Opening.streams(client, options.limit()), channel, options);
    }

    /// Starts a server for this machine, at a path. A socket that is left there is replaced; at the
    /// end
    /// the file is removed, unless another's has taken its place. **Like**
    /// `asyncio.start_unix_server`.
    public static Coroutine<Server> startUnixServer(ClientConnected client, Path path) {
        return startUnixServer(client, path, ServeOptions.defaults());
    }

    /// [#startUnixServer(ClientConnected, Path)] with options.
    public static Coroutine<Server> startUnixServer(
            ClientConnected client, Path path, ServeOptions options) {
        return createUnixServer(Opening.streams(client, options.limit()), path, options);
    }

    // ---- transports and protocols

    /// Connects to a server, with a protocol of the program's. **Suspends** until `connectionMade`
    /// was
    /// called. **If cancelled** the attempt is given up. **Like** `loop.create_connection`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createConnection(
            Supplier<P> protocol, String host, int port) {
        return createConnection(protocol, host, port, ConnectOptions.defaults());
    }

    /// [#createConnection(Supplier, String, int)] with options.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createConnection(
            Supplier<P> protocol, String host, int port, ConnectOptions options) {
        return async("create_connection", () -> Opening.connect(protocol, host, port, options));
    }

    /// Makes a connected channel of the JDK's a transport, which it belongs to from now on.
    /// **Like**
    /// `create_connection(sock=)`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createConnection(
            Supplier<P> protocol, SocketChannel channel) {
        return createConnection(protocol, channel, ConnectOptions.defaults());
    }

    /// [#createConnection(Supplier, SocketChannel)] with options.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createConnection(
            Supplier<P> protocol, SocketChannel channel, ConnectOptions options) {
        return async("create_connection", () -> Opening.over(protocol, channel, options));
    }

    /// [#createConnection(Supplier, String, int)] to a path. **Like**
    /// `loop.create_unix_connection`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createUnixConnection(
            Supplier<P> protocol, Path path) {
        return createUnixConnection(protocol, path, ConnectOptions.defaults());
    }

    /// [#createUnixConnection(Supplier, Path)] with options.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> createUnixConnection(
            Supplier<P> protocol, Path path, ConnectOptions options) {
        return async("create_unix_connection", () -> Opening.connectUnix(protocol, path, options));
    }

    /// Starts a server, each connection of which has a protocol of the program's. **Suspends** as
    /// [#startServer(ClientConnected, String, int)]. **Like** `loop.create_server`.
    public static Coroutine<Server> createServer(
            Supplier<? extends BaseProtocol> protocols, String host, int port) {
        return createServer(protocols, List.of(host), port, ServeOptions.defaults());
    }

    /// [#createServer(Supplier, String, int)] at several addresses, with options.
    public static Coroutine<Server> createServer(
            Supplier<? extends BaseProtocol> protocols,
            List<String> hosts,
            int port,
            ServeOptions options) {
        return async("create_server", () -> Serving.at(protocols, hosts, port, options));
    }

    /// [#createServer(Supplier, String, int)] on a bound channel of the JDK's. **Like**
    /// `create_server(sock=)`.
    public static Coroutine<Server> createServer(
            Supplier<? extends BaseProtocol> protocols,
            ServerSocketChannel channel,
            ServeOptions options) {
        return async("create_server", () -> Serving.on(protocols, channel, options));
    }

    /// [#createServer(Supplier, String, int)] at a path. **Like** `loop.create_unix_server`.
    public static Coroutine<Server> createUnixServer(
            Supplier<? extends BaseProtocol> protocols, Path path, ServeOptions options) {
        return async("create_unix_server", () -> Serving.atPath(protocols, path, options));
    }

    /// Makes a connection that the program has accepted itself a transport. **Suspends** until
    /// `connectionMade` was called. **Like** `loop.connect_accepted_socket`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocol, SocketChannel channel) {
        return async("connect_accepted_socket", () -> Opening.over(protocol, channel));
    }

    /// [#connectAcceptedSocket(Supplier, SocketChannel)], encrypted. **Suspends** until hands are
    /// shaken.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> connectAcceptedSocket(
            Supplier<P> protocol, SocketChannel channel, TlsSettings tls) {
        return async("connect_accepted_socket", () -> Opening.accepted(protocol, channel, tls));
    }

    /// Encrypts a connection from now on, as a client that wants to talk to `serverHostname`.
    /// `protocol` is
    /// told of what comes encrypted, and is not told of the connection again. **Suspends** until
    /// hands are
    /// shaken. **If cancelled** the connection is given up. **Like** `loop.start_tls`; with the
    /// settings of a
    /// server, whose `serverHostname` is null, `start_tls(server_side=True)`. Awaiting it throws
    /// `SSLException`
    /// if the other side is not to be trusted, or speaks no TLS; the connection is given up then.
    /// @return the transport to be used from now on
    public static Coroutine<Transport> startTls(
            Transport transport,
            BaseProtocol protocol,
            TlsSettings tls,
            @Nullable String serverHostname) {
        return async(
                "start_tls",
                () ->
                        TlsUpgrade.start(
                                transport, protocol, tls, serverHostname, () -> new byte[0]));
    }

    /// Makes the reading end of a pipe a transport. **Suspends** until `connectionMade` was called.
    /// **Like** `loop.connect_read_pipe`; another end is refused with an
    /// `IllegalArgumentException`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> connectReadPipe(
            Supplier<P> protocol, SelectableChannel pipe) {
        return async("connect_read_pipe", () -> Opening.pipe(protocol, pipe, false));
    }

    /// Makes the writing end of a pipe a transport. **Suspends** until `connectionMade` was called.
    /// **Like** `loop.connect_write_pipe`; that nobody reads any more shows with the next write,
    /// and
    /// another end is refused with an `IllegalArgumentException`.
    public static <P extends BaseProtocol> Coroutine<Endpoint<Transport, P>> connectWritePipe(
            Supplier<P> protocol, SelectableChannel pipe) {
        return async("connect_write_pipe", () -> Opening.pipe(protocol, pipe, true));
    }

    // ---- datagrams

    /// Opens a datagram endpoint. **Suspends** until `connectionMade` was called. **Like**
    /// `loop.create_datagram_endpoint`. Awaiting it throws `IOException` if the address cannot be
    /// bound.
    public static <P extends DatagramProtocol>
            Coroutine<Endpoint<DatagramTransport, P>> createDatagramEndpoint(
                    Supplier<P> protocol, DatagramOptions options) {
        return async("create_datagram_endpoint", () -> Opening.datagrams(protocol, options));
    }

    /// Opens a datagram endpoint to send and receive with `await`. **Suspends** for a few turns.
    /// **Like**
    /// nothing in asyncio, whose users write a protocol each time.
    public static Coroutine<DatagramEndpoint> openDatagramEndpoint(DatagramOptions options) {
        return async("open_datagram_endpoint", () -> DatagramEndpoint.open(options));
    }

    // ---- readiness of the JDK's channels

    /// Calls `callback` whenever `channel` can be read, or accepted from, until that is taken back.
    /// Replaces the reader before. **Suspends** never. **Like** `loop.add_reader`.
    /// @throws IllegalArgumentException if the channel is blocking
    /// @throws IllegalStateException if it is closed
    public static void addReader(SelectableChannel channel, Runnable callback) {
        Sockets.addReader(channel, callback);
    }

    /// Takes a reader back.
    /// @return whether there was one. **Like** `loop.remove_reader`
    public static boolean removeReader(SelectableChannel channel) {
        return Sockets.watcher().removeReader(channel);
    }

    /// [#addReader], for writing. **Like** `loop.add_writer`.
    /// @throws IllegalArgumentException if the channel is blocking
    /// @throws IllegalStateException if it is closed
    public static void addWriter(SelectableChannel channel, Runnable callback) {
        Sockets.addWriter(channel, callback);
    }

    /// Takes a writer back.
    /// @return whether there was one. **Like** `loop.remove_writer`
    public static boolean removeWriter(SelectableChannel channel) {
        return Sockets.watcher().removeWriter(channel);
    }

    // ---- calls of the JDK's channels

    /// Reads up to `n` bytes from a channel that does not block. **Suspends** if there are none.
    /// **If
    /// cancelled** none are lost. **Shape** empty means the end. **Like** `loop.sock_recv`.
    public static <C extends SelectableChannel & ReadableByteChannel> Coroutine<byte[]> sockRecv(
            C channel, int n) {
        return async("sock_recv", () -> SocketCalls.recv(channel, n));
    }

    /// Reads into `buffer`, from its position on, and gives how many bytes came; 0 means the end.
    /// **Suspends** if there are none. **Like** `loop.sock_recv_into`.
    public static <C extends SelectableChannel & ReadableByteChannel>
            Coroutine<Integer> sockRecvInto(C channel, ByteBuffer buffer) {
        return async("sock_recv_into", () -> SocketCalls.recvInto(channel, buffer));
    }

    /// Receives a datagram into `buffer` and gives its sender. **Suspends** if there is none.
    /// **Like**
    /// `loop.sock_recvfrom_into`.
    public static Coroutine<SocketAddress> sockRecvfromInto(
            DatagramChannel channel, ByteBuffer buffer) {
        return async("sock_recvfrom_into", () -> SocketCalls.recvfromInto(channel, buffer));
    }

    /// Writes all of `data`. **Suspends** while the system does not take it. **If cancelled**
    /// nobody knows
    /// how much was sent. **Like** `loop.sock_sendall`.
    public static <C extends SelectableChannel & WritableByteChannel>
            Coroutine<@Nullable Void> sockSendall(C channel, byte[] data) {
        return async("sock_sendall", () -> SocketCalls.sendall(channel, data));
    }

    /// Sends a datagram and gives how many bytes were sent. **Suspends** while the system does not
    /// take
    /// it. **Like** `loop.sock_sendto`.
    public static Coroutine<Integer> sockSendto(
            DatagramChannel channel, byte[] data, SocketAddress address) {
        return async("sock_sendto", () -> SocketCalls.sendto(channel, data, address));
    }

    /// Connects a channel; one that is refused is closed. **Suspends** until it has. **If
    /// cancelled** the
    /// channel is closed. **Like** `loop.sock_connect`.
    public static Coroutine<@Nullable Void> sockConnect(
            SocketChannel channel, SocketAddress address) {
        return async("sock_connect", () -> SocketCalls.connect(channel, address));
    }

    /// Accepts a connection, which does not block either. **Suspends** if there is none. **Like**
    /// `loop.sock_accept`.
    public static Coroutine<SocketChannel> sockAccept(ServerSocketChannel channel) {
        return async("sock_accept", () -> SocketCalls.accept(channel));
    }

    // ---- files

    /// Sends a file over a transport, and gives how many bytes. The system copies it where it can,
    /// else it is read and written; nothing is read from the connection meanwhile. **Suspends**
    /// until it is sent or, where it is read, until all of it is written. **If cancelled** the rest
    /// is not sent. However it ends, the file's position is behind what was sent. **Like**
    /// `loop.sendfile`.
    /// @throws IllegalArgumentException from awaiting it, if the file was not opened for reading
    /// @throws IllegalStateException from awaiting it, if the transport is closing, or sends a file
    /// already
    /// @throws dev.asyncio4j.net.transport.SendfileNotAvailableError from awaiting it, if the
    /// system
    ///     cannot and there is to be no fallback
    public static Coroutine<Long> sendfile(
            WriteTransport transport, FileChannel file, SendfileOptions options) {
        return async("sendfile", () -> Sendfile.send(transport, file, options));
    }

    /// [#sendfile(WriteTransport, FileChannel, SendfileOptions)] of all of the file.
    public static Coroutine<Long> sendfile(WriteTransport transport, FileChannel file) {
        return sendfile(transport, file, SendfileOptions.defaults());
    }

    /// Sends a file over a channel that does not block, and gives how many bytes. **Suspends**
    /// while
    /// the system does not take it. **If cancelled** the rest is not sent. However it ends, the
    /// file's position is behind what was sent. **Like** `loop.sock_sendfile`.
    public static Coroutine<Long> sockSendfile(
            SocketChannel channel, FileChannel file, SendfileOptions options) {
        return async("sock_sendfile", () -> SocketCalls.sendfile(channel, file, options));
    }

    // ---- names

    /// The addresses of a host, in the system's order, or the name servers' ([#useDns]).
    /// **Suspends** unless it is an address itself.
    /// **Like** `loop.getaddrinfo`. Awaiting it throws `UnknownHostException` if there are none.
    public static Coroutine<List<InetSocketAddress>> getaddrinfo(String host, int port) {
        return async("getaddrinfo", () -> Lookups.of(EventLoop.running()).addresses(host, port));
    }

    /// The name of an address, or its digits if it has none. **Suspends** always. **Like**
    /// `loop.getnameinfo`.
    public static Coroutine<String> getnameinfo(InetSocketAddress address) {
        return async("getnameinfo", () -> Lookups.of(EventLoop.running()).name(address));
    }

    /// Lets the running loop ask name servers itself from now on, and keep their answers as long as
    /// they say: by the library `netty-resolver-dns`, which is to be added to the program. Without
    /// it the system is asked, on threads of its own, since it blocks; it knows more than name
    /// servers, and keeps no answers. The `hosts` file is read either way. [#getnameinfo] always
    /// asks the system. Can be called again; answers that were kept are forgotten then.
    /// **Suspends**
    /// never. **Like** nothing in asyncio, whose users take `aiodns`.
    /// @throws IllegalStateException if the library is not there
    public static void useDns(DnsOptions options) {
        Lookups.of(EventLoop.running()).use(options);
    }

    // ---- the engine

    /// Chooses how the running loop asks the system about sockets; to be called before the first
    /// other
    /// network call. **Suspends** never.
    /// @throws IllegalStateException if the loop has a network with another engine already
    public static void use(Engine engine) {
        NettyLoop.of(EventLoop.running(), engine);
    }

    /// What the running loop asks the system with. **Suspends** never.
    public static Engine engine() {
        return NettyLoop.of(EventLoop.running()).engine();
    }

    /// Why it is that one, as a sentence. **Suspends** never.
    public static String engineReason() {
        return NettyLoop.of(EventLoop.running()).reason();
    }
}
