// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.DatagramProtocol;
import dev.asyncio4j.net.transport.DatagramTransport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteFlow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DatagramPacket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A datagram endpoint: asyncio's rules over a channel of Netty's. **Thread** loop.
public final class Datagrams extends ChannelInboundHandlerAdapter
        implements DatagramTransport, dev.asyncio4j.loop.Ready {

    private static final int HEADER_BYTES = 8;

    // set once
    private final NettyLoop net;
    private final EventLoop loop;
    private final Engines.Datagram socket;
    private final Channel channel;
    private final @Nullable InetSocketAddress peer;
    private final Context context = Context.copyCurrent();
    private final WriteFlow flow;
    private final Runnable settle = this::settle;
    private final LostWrites lost = new LostWrites();

    // loop only
    private BaseProtocol protocol;
    private final ArrayDeque<Packet> incoming = new ArrayDeque<>();
    private final ArrayDeque<Packet> outgoing = new ArrayDeque<>();
    private int unsent;
    private int inFlight;
    private boolean started;
    private boolean closing;
    private boolean queued;
    private boolean settling;

    private Datagrams(
            NettyLoop net,
            Engines.Datagram socket,
            @Nullable InetSocketAddress peer,
            DatagramProtocol protocol) {
        this.net = net;
        this.loop = net.loop();
        this.socket = socket;
        this.channel = socket.channel();
        this.peer = peer;
        this.protocol = protocol;
        this.flow = new WriteFlow(loop, this);
    }

    /// Opens an endpoint. **Suspends** until `connectionMade` was called.
    /// @param local where it receives; null lets the system choose
    /// @param remote whom it is connected to; null is nobody
    /// @throws IOException if the address cannot be bound
    public static Datagrams open(
            NettyLoop net,
            DatagramProtocol protocol,
            @Nullable InetSocketAddress local,
            @Nullable InetSocketAddress remote,
            boolean reusePort,
            boolean broadcast)
            throws IOException {
        InetSocketAddress known = local == null ? remote : local;
        InetAddress family = known == null ? null : known.getAddress();
        Engines.Datagram socket =
                net.here(() -> Causes.made(() -> net.engines().datagrams(family)));
        Datagrams endpoint = new Datagrams(net, socket, remote, protocol);
        Throwable failure = net.here(() -> endpoint.openHere(local, reusePort, broadcast));
        if (failure != null) {
            net.outbox(() -> Streams.close(socket.channel()));
            Throwable cause = Causes.of(failure);
            throw cause instanceof IOException plain ? plain : new IOException(cause);
        }
        Future<@Nullable Void> waiter = net.loop().createFuture();
        Beginning.of(net, endpoint.context, endpoint, endpoint::start, waiter);
        try {
            Asyncio.await(waiter);
        } catch (Throwable cancelled) {
            endpoint.close();
            throw cancelled;
        }
        return endpoint;
    }

    private @Nullable Throwable openHere(
            @Nullable InetSocketAddress local, boolean reusePort, boolean broadcast) {
        channel.config().setAutoRead(false);
        if (broadcast) {
            channel.config().setOption(io.netty.channel.ChannelOption.SO_BROADCAST, true);
        }
        IOException refused = reusePort ? ReusePort.allow(channel, net.engine()) : null;
        if (refused != null) {
            return refused;
        }
        channel.config()
                .setRecvByteBufAllocator(new io.netty.channel.FixedRecvByteBufAllocator(65536));
        channel.pipeline().addLast(this);
        ChannelFuture opened = net.executor().take(channel);
        if (opened.isSuccess() && (local != null || peer == null)) {
            opened = channel.bind(local == null ? new InetSocketAddress(0) : local);
        }
        if (opened.isSuccess() && peer != null) {
            opened = channel.connect(peer);
        }
        return opened.cause();
    }

    private void start() {
        started = true;
        laterSettle();
        makeReady();
    }

    // ---- while polling

    @Override
    public void channelRead(ChannelHandlerContext handler, Object message) {
        incoming.add(Packet.received((DatagramPacket) message, peer));
        makeReady();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext handler, Throwable cause) {
        incoming.add(Packet.failed(cause));
        makeReady();
    }

    private void makeReady() {
        if (!queued && started && !closing && !incoming.isEmpty()) {
            queued = true;
            net.ready(this);
        }
    }

    // ---- in the turn

    /// Hands over what has come, in order, until the protocol closes the endpoint. What one
    /// datagram
    /// makes the protocol throw is reported, and the next is handed over, as asyncio does: else any
    /// stranger who sends what it cannot parse would end it.
    @Override
    public void step() {
        queued = false;
        for (int left = incoming.size(); left > 0 && !closing; left--) {
            Packet packet = incoming.remove();
            loop.enterContext(context);
            try {
                handOver(packet);
            } catch (SystemExit | KeyboardInterrupt exit) {
                throw exit;
            } catch (Throwable failure) {
                loop.callExceptionHandler(
                        Fault.of("Exception in callback of datagram transport")
                                .withException(failure)
                                .with("transport", this)
                                .with("protocol", protocol));
            }
        }
        makeReady();
    }

    private void handOver(Packet packet) {
        if (!(protocol instanceof DatagramProtocol taker)) {
            throw new IllegalStateException(
                    "protocol takes no datagrams: " + protocol + "; use DatagramProtocol");
        }
        if (packet.failure != null) {
            taker.errorReceived(packet.failure);
        } else if (packet.address != null) {
            taker.datagramReceived(packet.bytes, packet.address);
        }
    }

    // ---- sending

    @Override
    public void sendto(byte[] data) {
        if (peer == null) {
            throw new IllegalStateException(
                    "the endpoint is not connected; give sendto an address");
        }
        send(data, null);
    }

    @Override
    public void sendto(byte[] data, SocketAddress address) {
        if (!(address instanceof InetSocketAddress there)) {
            throw new IllegalArgumentException(
                    "address: " + address + " (expected: an InetSocketAddress)");
        }
        if (peer != null && !peer.equals(there)) {
            throw new IllegalArgumentException("Invalid address: must be None or " + peer);
        }
        send(data, peer == null ? there : null);
    }

    private void send(byte[] data, @Nullable InetSocketAddress address) {
        Objects.requireNonNull(data, "data");
        if (lost.drops()) {
            return;
        }
        outgoing.add(Packet.of(data.clone(), address));
        unsent += data.length + HEADER_BYTES;
        laterSettle();
        if (unsent > flow.limits().high() && !flow.isPaused()) {
            sendNow();
            flow.grown(unsent);
        }
    }

    private void laterSettle() {
        if (!settling) {
            settling = true;
            net.outbox(settle);
        }
    }

    private void settle() {
        settling = false;
        flush();
        if (!lost.isLost() && channel.config().isAutoRead() != (started && !closing)) {
            channel.config().setAutoRead(started && !closing);
        }
    }

    private void sendNow() {
        if (!outgoing.isEmpty()) {
            net.here(
                    () -> {
                        flush();
                        return this;
                    });
        }
    }

    private void flush() {
        if (outgoing.isEmpty() || lost.isLost()) {
            return;
        }
        for (Packet packet = next(); packet != null; packet = next()) {
            byte[] data = packet.bytes;
            inFlight++;
            if (data.length == 0) {
                sent(0, socket.sendEmpty(packet.address));
                continue;
            }
            ByteBuf content = channel.alloc().directBuffer(data.length);
            content.writeBytes(data);
            InetSocketAddress to = packet.address;
            channel.write(to == null && peer != null ? content : new DatagramPacket(content, to))
                    .addListener(done -> sent(data.length, done.cause()));
        }
        channel.flush();
    }

    /// Netty drops what is empty, so it goes to the socket itself, when all before it is sent.
    private @Nullable Packet next() {
        Packet next = outgoing.peek();
        if (next == null || next.bytes.length > 0) {
            return outgoing.poll();
        }
        channel.flush();
        return inFlight > 0 ? null : outgoing.poll();
    }

    private void sent(int length, @Nullable Throwable failure) {
        unsent -= length + HEADER_BYTES;
        inFlight--;
        if (failure != null && !closing) {
            incoming.add(Packet.failed(failure));
            makeReady();
        }
        if (flow.isPaused() && unsent <= flow.limits().low()) {
            net.callSoon(context, () -> flow.shrunk(unsent));
        }
        if (inFlight == 0 && !outgoing.isEmpty()) {
            laterSettle();
        } else if (closing && !lost.isLost() && inFlight == 0) {
            lose(null);
        }
    }

    @Override
    public int writeBufferSize() {
        sendNow();
        return unsent;
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        sendNow();
        flow.setLimits(limits, unsent);
    }

    // ---- the end

    @Override
    public void close() {
        if (closing) {
            return;
        }
        sendNow();
        closing = true;
        laterSettle();
        if (inFlight == 0 && outgoing.isEmpty()) {
            lose(null);
        }
    }

    @Override
    public void abort() {
        if (!lost.isLost()) {
            sendNow();
            forceClose(null);
        }
    }

    private void forceClose(@Nullable Throwable cause) {
        if (!lost.isLost()) {
            outgoing.clear();
            closing = true;
            lose(cause);
        }
    }

    private void lose(@Nullable Throwable cause) {
        lost.lose();
        net.callSoon(context, () -> tellLost(cause));
    }

    private void tellLost(@Nullable Throwable cause) {
        try {
            protocol.connectionLost(cause);
        } finally {
            Streams.close(channel);
        }
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    // ---- looking

    @Override
    public @Nullable Object extraInfo(String name) {
        return switch (name) {
            case "socket" -> new ChannelSocket(net, channel);
            case "sockname" -> channel.localAddress();
            case "peername" -> peer;
            default -> null;
        };
    }

    @Override
    public void setProtocol(BaseProtocol newProtocol) {
        protocol = Objects.requireNonNull(newProtocol, "protocol");
    }

    @Override
    public BaseProtocol protocol() {
        return protocol;
    }

    /// `<DatagramTransport ... unsent=...>`.
    @Override
    public String toString() {
        return "<DatagramTransport " + channel.localAddress() + " unsent=" + unsent + ">";
    }
}
