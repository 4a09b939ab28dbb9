// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.loop.Ready;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// What has come over a connection and is not handed over yet: the bridge from Netty, which calls
/// it
/// while polling, to the turn, in which it is a step. In the pipeline from the first moment, before
/// there is a transport, so that nothing is lost. **Thread** loop.
final class Inflow extends ChannelInboundHandlerAdapter implements Ready {

    /// What it holds before it lets the wire pause: a ring reads on and on within one poll.
    private static final int ENOUGH_BYTES = 256 * 1024;

    // set once
    private final NettyLoop net;

    // loop only
    private @Nullable StreamTransport transport;
    private int bytes;
    private byte @Nullable [] first;
    private int from; // where that begins of the first which is not handed over yet
    private final ArrayDeque<byte[]> more = new ArrayDeque<>(0);
    private boolean atEnd;
    private boolean hasSeenEnd;
    private @Nullable Throwable failure;
    private boolean queued;

    Inflow(NettyLoop net) {
        this.net = net;
    }

    /// From now on `transport` takes what comes.
    void flowTo(StreamTransport taker) {
        transport = taker;
        makeReady();
    }

    // ---- while polling

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf buffer = (ByteBuf) message;
        byte[] data = new byte[buffer.readableBytes()];
        buffer.readBytes(data);
        buffer.release();
        data(data);
    }

    void data(byte[] data) {
        if (first == null) {
            first = data;
        } else {
            more.add(data);
        }
        bytes += data.length;
        if (isFull() && transport != null) {
            transport.pauseWire();
        }
        makeReady();
    }

    /// Whether no more is to be read until some of it was handed over.
    boolean isFull() {
        return bytes > ENOUGH_BYTES;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event instanceof ChannelInputShutdownReadComplete
                || event instanceof ChannelInputShutdownEvent) {
            end();
        }
    }

    void end() {
        hasSeenEnd = true;
        atEnd = true;
        makeReady();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        fail(cause);
    }

    void fail(Throwable cause) {
        if (failure == null) {
            failure = Causes.of(cause);
        }
        makeReady();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end();
    }

    /// Whether nothing more will come.
    boolean hasSeenEnd() {
        return hasSeenEnd;
    }

    // ---- in the turn

    private boolean isEmpty() {
        return first == null && !atEnd && failure == null;
    }

    /// Queues the step, if there is something to hand over and somebody who takes it.
    void makeReady() {
        if (!queued && transport != null && transport.takes() && !isEmpty()) {
            queued = true;
            net.ready(this);
        }
    }

    /// Hands over one thing: as a read of the socket would give it.
    @Override
    public void step() {
        queued = false;
        StreamTransport taker = transport;
        if (taker == null || !taker.takes()) {
            return; // it was paused or closed since
        }
        byte[] data = first;
        if (data != null) {
            int at = from;
            int left = data.length - at;
            first = more.poll();
            from = 0;
            boolean wasFull = isFull();
            bytes -= left;
            if (wasFull && !isFull()) {
                taker.laterSettle();
            }
            int taken = taker.received(data, at);
            if (taken < left) {
                putBack(data, at + taken);
            }
        } else if (failure != null) {
            Throwable cause = failure;
            failure = null;
            taker.broken(cause, "Fatal read error on socket transport");
        } else if (atEnd) {
            atEnd = false;
            taker.ended();
        }
        makeReady();
    }

    /// What had no room in the buffer of a protocol is the first again.
    private void putBack(byte[] data, int at) {
        if (first != null) {
            more.addFirst(first);
        }
        first = data;
        from = at;
        bytes += data.length - at;
    }

    @Override
    public String describe() {
        return "<Inflow of " + transport + ">";
    }
}
