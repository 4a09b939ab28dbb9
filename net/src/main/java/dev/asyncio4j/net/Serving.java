// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.netty.Addresses;
import dev.asyncio4j.net.netty.Causes;
import dev.asyncio4j.net.netty.Clients;
import dev.asyncio4j.net.netty.JdkSocket;
import dev.asyncio4j.net.netty.Listener;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.netty.SelectableWire;
import dev.asyncio4j.net.netty.SocketFile;
import dev.asyncio4j.net.simulated.SimulatedListener;
import dev.asyncio4j.net.simulated.SimulatedNetwork;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How servers come into being. **Thread** loop, in a task.
final class Serving {

    private Serving() {}

    static Server at(
            Supplier<? extends BaseProtocol> plain,
            List<String> hosts,
            int port,
            ServeOptions options)
            throws Exception {
        Supplier<? extends BaseProtocol> protocols = Securing.serving(plain, options.tls());
        EventLoop loop = EventLoop.running();
        Server server = new Server(loop);
        SimulatedNetwork simulated = SimulatedNetwork.of(loop);
        if (simulated != null) {
            if (!hosts.isEmpty()) { // its addresses are all one
                String host = hosts.getFirst();
                server.add(new Simulated(server, simulated.listen(protocols, host, port)));
            }
            return started(server, options);
        }
        try {
            Set<SocketAddress> all =
                    new LinkedHashSet<>(); // `localhost` may be there by number, too
            for (String host : hosts) {
                all.addAll(addresses(loop, host, port));
            }
            for (SocketAddress address : all) {
                bind(server, protocols, address, options);
            }
        } catch (Throwable failure) {
            server.close();
            throw failure;
        }
        return started(server, options);
    }

    /// Empty is everywhere.
    private static List<? extends SocketAddress> addresses(EventLoop loop, String host, int port)
            throws IOException {
        return host.isEmpty()
                ? List.of(new InetSocketAddress(port))
                : Lookups.of(loop).addresses(host, port);
    }

    static Server atPath(Supplier<? extends BaseProtocol> plain, Path path, ServeOptions options)
            throws Exception {
        Supplier<? extends BaseProtocol> protocols = Securing.serving(plain, options.tls());
        Server server = new Server(EventLoop.running());
        NettyLoop net = NettyLoop.of(server.loop());
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(path);
        Addresses.ensureFits(address);
        SocketFile.removeStale(path);
        if (Addresses.areJdks(net.engine())) {
            ServerSocketChannel channel = bound(address, options.backlog());
            SocketFile file = SocketFile.bound(address);
            server.add(new Given(net, protocols, channel, server.clients(), file));
        } else {
            bind(server, protocols, address, options);
        }
        return started(server, options);
    }

    private static ServerSocketChannel bound(UnixDomainSocketAddress address, int backlog)
            throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            channel.configureBlocking(false);
            return channel.bind(address, backlog);
        } catch (IOException refused) {
            channel.close();
            IOException told =
                    new BindException("Address '" + address.getPath() + "' is already in use");
            told.initCause(refused);
            throw told;
        }
    }

    private static void bind(
            Server server,
            Supplier<? extends BaseProtocol> protocols,
            SocketAddress address,
            ServeOptions options)
            throws IOException {
        server.add(
                Listener.bind(
                        NettyLoop.of(server.loop()),
                        address,
                        new dev.asyncio4j.net.netty.Listening(
                                protocols,
                                server.clients(),
                                options.backlog(),
                                options.reuseAddress(),
                                options.reusePort(),
                                options.keepAlive())));
    }

    static Server on(
            Supplier<? extends BaseProtocol> plain,
            ServerSocketChannel channel,
            ServeOptions options)
            throws Exception {
        if (channel.getLocalAddress() == null) {
            throw new IllegalArgumentException("channel: " + channel + " (expected: bound)");
        }
        Supplier<? extends BaseProtocol> protocols = Securing.serving(plain, options.tls());
        Server server = new Server(EventLoop.running());
        channel.configureBlocking(false);
        server.add(
                new Given(NettyLoop.of(server.loop()), protocols, channel, server.clients(), null));
        return started(server, options);
    }

    private static Server started(Server server, ServeOptions options) throws Exception {
        try {
            if (options.startServing()) {
                server.startServing().onAwait();
            }
            return server;
        } catch (Throwable failure) { // a cancellation, say: nobody else could close it
            server.close();
            throw failure;
        }
    }

    /// A port of a simulated host.
    private record Simulated(Server server, SimulatedListener listener)
            implements Server.Listening, SimulatedListener.Clients {

        @Override
        public TransportSocket socket() {
            return listener;
        }

        @Override
        public void start() {
            listener.start(this);
        }

        @Override
        public void close() {
            listener.close();
        }

        @Override
        public void attach(Transport client) {
            server.clients().attach(client);
        }

        @Override
        public void detach(Transport client) {
            server.clients().detach(client);
        }
    }

    /// A listening channel of the JDK's that the program has made.
    private static final class Given implements Server.Listening {
        private final NettyLoop net;
        private final Supplier<? extends BaseProtocol> protocols;
        private final ServerSocketChannel channel;
        private final Clients clients;
        private final TransportSocket socket;
        private final @Nullable SocketFile file;

        Given(
                NettyLoop net,
                Supplier<? extends BaseProtocol> protocols,
                ServerSocketChannel channel,
                Clients clients,
                @Nullable SocketFile file) {
            this.file = file;
            this.net = net;
            this.protocols = protocols;
            this.channel = channel;
            this.clients = clients;
            this.socket = new JdkSocket(channel);
        }

        @Override
        public TransportSocket socket() {
            return socket;
        }

        @Override
        public void start() {
            try {
                net.watcher().addReader(channel, this::accept);
            } catch (IOException closed) {
                throw new IllegalStateException("the listening channel is closed", closed);
            }
        }

        private void accept() {
            try {
                for (SocketChannel client = channel.accept();
                        client != null;
                        client = channel.accept()) {
                    begin(client);
                }
            } catch (IOException refused) {
                if (Causes.isShortage(refused)) {
                    rest();
                    failed("socket.accept() out of system resource", refused);
                } else {
                    failed("socket.accept() failed", refused);
                }
            }
        }

        /// Who waits stays ready to be accepted: without a rest this would be tried in each turn.
        private void rest() {
            net.watcher().removeReader(channel);
            net.loop()
                    .callLater(
                            Listener.RETRY,
                            () -> {
                                if (channel.isOpen()) {
                                    start();
                                }
                            });
        }

        private void begin(SocketChannel client) throws IOException {
            try {
                SelectableWire.accepted(net, client, protocols.get(), clients);
            } catch (SystemExit | KeyboardInterrupt exit) {
                client.close();
                throw exit;
            } catch (Throwable refused) {
                client.close();
                failed("Error on transport creation for incoming connection", refused);
            }
        }

        private void failed(String what, Throwable cause) {
            net.loop()
                    .callExceptionHandler(
                            Fault.of(what).withException(cause).with("socket", socket));
        }

        @Override
        public void close() {
            net.watcher().removeReader(channel);
            try {
                channel.close();
            } catch (IOException broken) {
                failed("a listening channel could not be closed", broken);
            }
            if (file != null) {
                file.removeIfOurs();
            }
        }
    }
}
