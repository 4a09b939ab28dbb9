// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.TransportSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ServerChannel;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A listening socket. It accepts from [#start()] on, a few connections a turn; when the system has
/// no
/// descriptors left, it tries again after a second. **Thread** loop.
public final class Listener extends ChannelInboundHandlerAdapter {

    /// After how long it is asked again whether the system has descriptors.
    public static final Duration RETRY = Duration.ofSeconds(1);

    // set once
    private final NettyLoop net;
    private final Listening options;
    private final ServerChannel channel;
    private final TransportSocket socket;
    private final @Nullable SocketFile file;
    private final Context context = Context.copyCurrent();

    // loop only
    private boolean started;
    private boolean resting; // until the system may have descriptors again

    private Listener(
            NettyLoop net, Listening options, ServerChannel channel, @Nullable SocketFile file) {
        this.net = net;
        this.options = options;
        this.channel = channel;
        this.socket = new ChannelSocket(net, channel);
        this.file = file;
    }

    /// Binds a socket. **Suspends** never.
    /// @throws IOException if the address cannot be bound
    public static Listener bind(NettyLoop net, SocketAddress address, Listening options)
            throws IOException {
        boolean unix = address instanceof UnixDomainSocketAddress;
        if (address instanceof UnixDomainSocketAddress path && SocketFile.isInTheWay(path)) {
            throw refusal(
                    address, new BindException("Address already in use")); // Netty would unlink it
        }
        ServerChannel channel =
                net.here(
                        () ->
                                Causes.made(
                                        unix
                                                ? net.engines()::unixListener
                                                : net.engines()::listener));
        Throwable failure = net.here(() -> bindHere(net, channel, address, options));
        if (failure != null) {
            net.outbox(() -> Streams.close(channel));
            throw refusal(address, Causes.of(failure));
        }
        SocketFile file =
                address instanceof UnixDomainSocketAddress path ? SocketFile.bound(path) : null;
        Listener listener = new Listener(net, options, channel, file);
        net.here(() -> channel.pipeline().addLast(listener));
        return listener;
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // asked for its cause, or heard of by the pipeline
    private static @Nullable Throwable bindHere(
            NettyLoop net, ServerChannel channel, SocketAddress address, Listening options) {
        channel.config().setAutoRead(false);
        channel.config().setOption(ChannelOption.SO_BACKLOG, options.backlog());
        if (!(address instanceof UnixDomainSocketAddress)) {
            channel.config().setOption(ChannelOption.SO_REUSEADDR, options.reuseAddress());
        }
        if (options.reusePort()) {
            IOException refused = ReusePort.allow(channel, net.engine());
            if (refused != null) {
                return refused;
            }
        }
        ChannelFuture registered = net.executor().take(channel);
        if (!registered.isSuccess()) {
            return registered.cause();
        }
        SocketAddress inside = Addresses.toListen(net.engine(), address);
        Throwable refusal = channel.bind(inside).cause();
        if (inside instanceof ListeningPath path) {
            path.bound();
        }
        return refusal;
    }

    private static IOException refusal(SocketAddress address, Throwable cause) {
        String text =
                address instanceof UnixDomainSocketAddress unix && cause instanceof BindException
                        ? "Address '" + unix.getPath() + "' is already in use"
                        : "error while attempting to bind on address "
                                + address
                                + ": "
                                + cause.getMessage();
        IOException refusal = new BindException(text);
        refusal.initCause(cause);
        return refusal;
    }

    /// Its socket.
    public TransportSocket socket() {
        return socket;
    }

    /// Begins to accept. Idempotent.
    public void start() {
        if (!started) {
            started = true;
            net.here(() -> channel.config().setAutoRead(true));
        }
    }

    /// Stops, and closes the socket; the connections live on. Idempotent.
    public void close() {
        started = false;
        net.here(
                () -> {
                    net.closeListening(channel);
                    return this;
                });
        if (file != null) {
            file.removeIfOurs();
        }
    }

    // ---- while polling

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        Channel child = (Channel) message;
        Inflow inflow = new Inflow(net);
        Streams.prepare(net, child, inflow, true);
        if (options.keepAlive()) {
            child.config().setOption(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture registered = net.executor().take(child);
        if (registered.isSuccess()) {
            net.callSoon(context, () -> accepted(child, inflow));
        } else {
            failed("Error on transport creation for incoming connection", registered.cause());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        if (resting && Causes.isShortage(cause)) {
            return; // the rest of what was asked of the system before
        } else if (Causes.isShortage(cause)) {
            resting = true;
            channel.config().setAutoRead(false);
            net.loop().callLater(RETRY, context, this::retry);
            failed("socket.accept() out of system resource", cause);
        } else {
            failed("socket.accept() failed", cause);
        }
    }

    private void retry() {
        resting = false;
        if (started) {
            net.outbox(() -> channel.config().setAutoRead(true));
        }
    }

    private void failed(String what, Throwable cause) {
        net.callSoon(
                context,
                () ->
                        net.loop()
                                .callExceptionHandler(
                                        Fault.of(what)
                                                .withException(cause)
                                                .with("socket", socket)));
    }

    // ---- in the turn

    private void accepted(Channel child, Inflow inflow) {
        if (!started) {
            refuse(child); // it came in the turn in which this was closed
            return;
        }
        BaseProtocol protocol;
        try {
            protocol = Objects.requireNonNull(options.protocols().get(), "protocol");
        } catch (SystemExit | KeyboardInterrupt exit) {
            Streams.close(child);
            throw exit;
        } catch (Throwable refused) {
            Streams.close(child);
            failed("Error on transport creation for incoming connection", refused);
            return;
        }
        new StreamTransport(net, new ChannelWire(net, child), inflow, protocol, options.clients())
                .begin(null);
    }

    /// Lets the system say what it says to those who wait while a listening socket is closed.
    private static void refuse(Channel child) {
        try {
            child.config().setOption(ChannelOption.SO_LINGER, 0); // a reset; unix sockets have none
        } finally {
            Streams.close(child);
        }
    }

    /// `<Listener ...>`.
    @Override
    public String toString() {
        return "<Listener " + socket + ">";
    }
}
