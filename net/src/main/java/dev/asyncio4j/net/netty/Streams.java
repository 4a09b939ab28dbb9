// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Future;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/// How connections come into being. **Thread** loop, in a task.
public final class Streams {

    private Streams() {}

    /// A connection that is there, and has no transport yet.
    public static final class Connected {
        final Channel channel;
        final Inflow inflow;
        private final NettyLoop net;

        Connected(NettyLoop net, Channel channel, Inflow inflow) {
            this.net = net;
            this.channel = channel;
            this.inflow = inflow;
        }

        /// Gives it up.
        public void close() {
            net.outbox(() -> Streams.close(channel));
        }
    }

    /// Closes a channel at once. On the loop's own thread.
    static void close(Channel channel) {
        channel.unsafe().close(channel.voidPromise());
    }

    /// What all connections need before they are registered.
    @SuppressWarnings("deprecation") // setRecvByteBufAllocator has no successor yet
    static void prepare(NettyLoop net, Channel channel, Inflow inflow, boolean plain) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        if (!(channel.localAddress() instanceof UnixDomainSocketAddress)) {
            channel.config().setOption(ChannelOption.TCP_NODELAY, true);
        }
        if (plain && net.engines().readsAtOnce()) {
            channel.config().setRecvByteBufAllocator(new ReadBuffers(net));
        }
        channel.pipeline().addLast(inflow);
    }

    /// Connects to `remote`. **Suspends** until it has. **If cancelled** the attempt is given up
    /// and its
    /// socket closed.
    /// @param local where from; null lets the system choose
    public static Connected connect(
            NettyLoop net,
            SocketAddress remote,
            @Nullable SocketAddress local,
            boolean keepAlive,
            boolean plain) {
        Inflow inflow = new Inflow(net);
        Future<Channel> connected = net.loop().createFuture(Kind.CONNECTION.of(remote));
        Channel channel =
                net.here(() -> begin(net, remote, local, keepAlive, plain, inflow, connected));
        try {
            return new Connected(net, Asyncio.await(connected), inflow);
        } catch (Throwable failure) {
            net.outbox(() -> close(channel));
            throw failure;
        }
    }

    private static Channel begin(
            NettyLoop net,
            SocketAddress remote,
            @Nullable SocketAddress local,
            boolean keepAlive,
            boolean plain,
            Inflow inflow,
            Future<Channel> connected) {
        boolean unix = remote instanceof UnixDomainSocketAddress;
        Channel channel = Causes.made(unix ? net.engines()::unixStream : net.engines()::stream);
        prepare(net, channel, inflow, plain);
        channel.config()
                .setConnectTimeoutMillis(0); // as asyncio: the system's own, or a timeout scope
        if (keepAlive) {
            channel.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture registered = net.executor().take(channel);
        if (!registered.isSuccess()) {
            connected.setException(Causes.of(registered.cause()));
            return channel;
        }
        Engine engine = net.engine();
        SocketAddress from = local == null ? null : Addresses.inside(engine, local);
        ChannelFuture begun = channel.connect(Addresses.inside(engine, remote), from);
        var _ = begun.addListener(done -> tell(net, done.cause(), remote, channel, connected));
        return channel;
    }

    private static void tell(
            NettyLoop net,
            @Nullable Throwable failure,
            SocketAddress remote,
            Channel channel,
            Future<Channel> told) {
        net.noteNews();
        if (told.isDone()) {
            return; // cancelled
        }
        if (failure == null) {
            told.setResult(channel);
        } else {
            told.setException(Causes.of(failure, remote));
        }
    }

    /// Gives a connection its transport. **Suspends** until `connectionMade` was called.
    public static Transport transport(Connected connected, BaseProtocol protocol) {
        NettyLoop net = connected.net;
        return begun(net, new ChannelWire(net, connected.channel), connected.inflow, protocol);
    }

    static Transport begun(NettyLoop net, Wire wire, Inflow inflow, BaseProtocol protocol) {
        StreamTransport transport = new StreamTransport(net, wire, inflow, protocol, null);
        Future<@Nullable Void> waiter = net.loop().createFuture();
        transport.begin(waiter);
        try {
            Asyncio.await(waiter);
        } catch (Throwable failure) {
            transport.close();
            throw failure;
        }
        return transport;
    }
}
