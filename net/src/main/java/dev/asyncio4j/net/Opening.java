// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.netty.Addresses;
import dev.asyncio4j.net.netty.Datagrams;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.netty.SelectableWire;
import dev.asyncio4j.net.netty.Streams;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.stream.ClientConnected;
import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamReaderProtocol;
import dev.asyncio4j.net.stream.StreamWriter;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.transport.Transport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/// How connections and endpoints are opened. **Thread** loop, in a task.
final class Opening {

    private Opening() {}

    // ---- streams

    static Connection connection(String host, int port, ConnectOptions options) throws Exception {
        StreamReader reader = new StreamReader(options.limit());
        return joined(reader, connect(() -> new StreamReaderProtocol(reader), host, port, options));
    }

    static Connection unixConnection(Path path, ConnectOptions options) throws Exception {
        StreamReader reader = new StreamReader(options.limit());
        return joined(reader, connectUnix(() -> new StreamReaderProtocol(reader), path, options));
    }

    static Connection connection(SocketChannel channel, ConnectOptions options) throws Exception {
        StreamReader reader = new StreamReader(options.limit());
        return joined(reader, over(() -> new StreamReaderProtocol(reader), channel, options));
    }

    private static Connection joined(
            StreamReader reader, Endpoint<Transport, StreamReaderProtocol> endpoint) {
        return new Connection(
                reader, new StreamWriter(endpoint.transport(), endpoint.protocol(), reader));
    }

    /// What makes the protocol of each connection of a server of streams.
    static Supplier<StreamReaderProtocol> streams(ClientConnected client, int limit) {
        return () -> new StreamReaderProtocol(new StreamReader(limit), client);
    }

    // ---- transports

    static <P extends BaseProtocol> Endpoint<Transport, P> connect(
            Supplier<P> protocol, String host, int port, ConnectOptions options) throws Exception {
        return Securing.opened(
                protocol, options, host, factory -> toHost(factory, host, port, options));
    }

    private static Transport toHost(
            Supplier<? extends BaseProtocol> factory, String host, int port, ConnectOptions options)
            throws Exception {
        EventLoop loop = EventLoop.running();
        SimulatedNetwork simulated = SimulatedNetwork.of(loop);
        if (simulated != null) {
            return simulated.connect(factory.get(), host, port).onAwait();
        }
        NettyLoop net = NettyLoop.of(loop);
        List<InetSocketAddress> addresses = Lookups.of(loop).addresses(host, port);
        return made(factory, new Connecting(net, options, true).toAny(addresses));
    }

    static <P extends BaseProtocol> Endpoint<Transport, P> connectUnix(
            Supplier<P> protocol, Path path, ConnectOptions options) throws Exception {
        return Securing.opened(protocol, options, null, factory -> toPath(factory, path));
    }

    private static Transport toPath(Supplier<? extends BaseProtocol> factory, Path path)
            throws IOException {
        NettyLoop net = NettyLoop.of(EventLoop.running());
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        Addresses.ensureFits(address);
        if (Addresses.areJdks(net.engine())) {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.configureBlocking(false);
            SocketCalls.connect(channel, address);
            return SelectableWire.transport(net, channel, factory.get());
        }
        return made(factory, Streams.connect(net, address, null, false, true));
    }

    private static Transport made(
            Supplier<? extends BaseProtocol> factory, Streams.Connected connected) {
        BaseProtocol protocol;
        try {
            protocol = factory.get();
        } catch (Throwable failure) {
            connected.close();
            throw failure;
        }
        return Streams.transport(connected, protocol);
    }

    static <P extends BaseProtocol> Endpoint<Transport, P> pipe(
            Supplier<P> factory, SelectableChannel pipe, boolean writes) throws IOException {
        if (!(writes ? pipe instanceof WritableByteChannel : pipe instanceof ReadableByteChannel)) {
            throw new IllegalArgumentException(
                    "pipe: "
                            + pipe
                            + (writes
                                    ? " (expected: the end that is written to)"
                                    : " (expected: the end that is read from)"));
        }
        return over(factory, pipe);
    }

    static <P extends BaseProtocol> Endpoint<Transport, P> over(
            Supplier<P> factory, SelectableChannel channel) throws IOException {
        P protocol = factory.get();
        NettyLoop net = NettyLoop.of(EventLoop.running());
        return new Endpoint<>(SelectableWire.transport(net, channel, protocol), protocol);
    }

    static <P extends BaseProtocol> Endpoint<Transport, P> over(
            Supplier<P> protocol, SelectableChannel channel, ConnectOptions options)
            throws Exception {
        return Securing.opened(
                protocol, options, null, factory -> over(factory, channel).transport());
    }

    static <P extends BaseProtocol> Endpoint<Transport, P> accepted(
            Supplier<P> protocol, SelectableChannel channel, TlsSettings tls) throws Exception {
        return Securing.secured(protocol, tls, "", factory -> over(factory, channel).transport());
    }

    // ---- datagrams

    static <P extends DatagramProtocol> Endpoint<DatagramTransport, P> datagrams(
            Supplier<P> factory, DatagramOptions options) throws IOException {
        SimulatedNetwork simulated = SimulatedNetwork.of(EventLoop.running());
        if (simulated != null) {
            P made = factory.get();
            InetSocketAddress local = options.localAddress();
            Endpoint<DatagramTransport, P> endpoint =
                    new Endpoint<>(
                            simulated.openDatagrams(
                                    made,
                                    local == null ? 0 : local.getPort(),
                                    options.remoteAddress()),
                            made);
            Asyncio.await(Asyncio.sleep(0)); // connectionMade was called
            return endpoint;
        }
        NettyLoop net = NettyLoop.of(EventLoop.running());
        InetSocketAddress at = options.localAddress();
        if (at != null && at.isUnresolved()) {
            throw new IOException("address is not resolved: " + at);
        }
        P protocol = factory.get();
        return new Endpoint<>(
                Datagrams.open(
                        net,
                        protocol,
                        at,
                        options.remoteAddress(),
                        options.reusePort(),
                        options.broadcast()),
                protocol);
    }
}
