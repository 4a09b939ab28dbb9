// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Feed;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.TransportSocket;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteFlow;
import dev.asyncio4j.net.waits.Progress;
import java.io.IOException;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A connection: asyncio's rules of when which callback comes, over a [Wire].
///
/// ```
///   OPEN --- close(), nothing to send ---------------------------> LOST: connectionLost is queued
///    |                                                              ^      then the wire is closed
///    +--- close() --- CLOSING, sends what is left --- all sent -----+
///    +--- abort(), an error, a protocol that throws ----------------+
/// ```
///
/// Small writes are gathered in `outgoing` until the turn is over (see [NettyLoop]). What asyncio
/// would decide by trying the socket at once (is the buffer above the high mark? is all sent when
/// it is closed?) is decided after trying here, too: [#sendNow()]. **Thread** loop.
final class StreamTransport implements Transport, Progress {

    private static final int AT_ONCE = 8 * 1024; // bytes: dearer to copy than to send by themselves

    // set once
    final NettyLoop net;
    private final EventLoop loop;
    final Wire wire;
    private final Inflow inflow;
    private final Context context = Context.copyCurrent();
    private final WriteFlow flow;
    final Outgoing outgoing = new Outgoing();
    private final Runnable settle = this::settle;
    private final BiConsumer<Throwable, String> broken = this::broken;
    private final LostWrites lost = new LostWrites();
    private final @Nullable Clients clients;

    // loop only
    private BaseProtocol protocol;
    private int inFlight; // bytes that the wire has taken and not sent
    private boolean started;
    private boolean paused;
    private boolean atEnd; // the other side has ended its half
    private boolean eof; // this side is to end its half
    private boolean eofSent;
    private boolean closing;
    private boolean settling; // queued in the outbox
    private boolean resuming; // queued to tell the protocol to go on
    @Nullable FileSending file; // on its way

    StreamTransport(
            NettyLoop net,
            Wire wire,
            Inflow inflow,
            BaseProtocol protocol,
            @Nullable Clients clients) {
        this.net = net;
        this.loop = net.loop();
        this.wire = wire;
        this.inflow = inflow;
        this.protocol = Objects.requireNonNull(protocol, "protocol");
        this.flow = new WriteFlow(loop, this);
        this.clients = clients;
    }

    /// Begins: `connectionMade`, then reading, then `waiter`, one after the other.
    void begin(@Nullable Future<@Nullable Void> waiter) {
        if (clients != null) {
            clients.attach(this);
        }
        Beginning.of(net, context, this, this::start, waiter);
    }

    private void start() {
        started = true;
        inflow.flowTo(this);
        laterSettle();
    }

    // ---- reading

    /// Whether what has come can be handed over now.
    boolean takes() {
        return started && !paused && !closing;
    }

    /// More has come than one turn hands over. While polling.
    void pauseWire() {
        wire.reading(false);
    }

    /// Hands over `data` from `from` on.
    /// @return how much of it the protocol has taken
    int received(byte[] data, int from) {
        loop.enterContext(context);
        return Feed.data(protocol, data, from, broken);
    }

    void ended() {
        if (atEnd) {
            return;
        }
        atEnd = true;
        loop.enterContext(context);
        boolean keepOpen;
        try {
            keepOpen = Feed.eof(protocol);
        } catch (SystemExit | KeyboardInterrupt exit) {
            throw exit;
        } catch (Throwable failure) {
            broken(failure, "Fatal error: protocol.eof_received() call failed.");
            return;
        }
        if (keepOpen) {
            laterSettle();
        } else {
            close();
        }
    }

    @Override
    public boolean isReading() {
        return !closing && !paused;
    }

    @Override
    public void pauseReading() {
        if (isReading()) {
            paused = true;
            laterSettle();
        }
    }

    @Override
    public void resumeReading() {
        if (!closing && paused) {
            paused = false;
            inflow.makeReady();
            laterSettle();
        }
    }

    // ---- writing

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (eof) {
            throw new IllegalStateException("Cannot call write() after write_eof()");
        }
        if (length == 0 || lost.drops()) {
            return;
        }
        if (length >= AT_ONCE && unsent() == 0) {
            outgoing.lend(data, offset, length, this::sendNow);
        } else {
            outgoing.add(data, offset, length);
        }
        laterSettle();
        if (unsent() > flow.limits().high() && !flow.isPaused()) {
            sendNow();
            flow.grown(unsent());
        }
    }

    @Override
    public void writeEof() {
        if (!wire.canShutdownOutput()) {
            throw new UnsupportedOperationException("this transport cannot end one half alone");
        }
        if (!closing && !eof) {
            eof = true;
            if (wire.endsWhole()) {
                close();
            } else {
                laterSettle();
            }
        }
    }

    @Override
    public boolean canWriteEof() {
        return wire.canShutdownOutput();
    }

    private int unsent() {
        return outgoing.size() + inFlight + (file == null ? 0 : 1);
    }

    @Override
    public int writeBufferSize() {
        sendNow();
        return unsent();
    }

    @Override
    public long takenBytes() {
        return outgoing.taken() - inFlight + (file == null ? 0 : file.transferred());
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        sendNow();
        flow.setLimits(limits, unsent());
    }

    private void sendNow() {
        if (!outgoing.isEmpty() && inFlight == 0) {
            net.here(
                    () -> {
                        send();
                        return this;
                    });
        }
    }

    void laterSettle() {
        if (!settling) {
            settling = true;
            net.outbox(settle);
        }
    }

    /// Does what was asked for. On the loop's own thread.
    private void settle() {
        settling = false;
        send();
        if (!lost.isLost()) {
            wire.reading(takes() && !inflow.hasSeenEnd() && !inflow.isFull());
        }
    }

    private void send() {
        boolean free = file == null || !file.isBegun();
        while (free && inFlight == 0 && !outgoing.isEmpty() && !lost.isLost()) {
            inFlight = wire.write(this, outgoing, piece());
        }
        if (file != null && free && inFlight == 0 && !lost.isLost()) {
            file.begin(wire, this);
        }
        noteShrinking();
        if (unsent() == 0 && eof && !eofSent && !lost.isLost()) {
            eofSent = true;
            wire.shutdownOutput();
        }
    }

    /// While the protocol is paused, a piece ends where the low mark is reached, so that it is told
    /// then, and not later.
    private int piece() {
        int size = outgoing.size();
        int low = flow.limits().low();
        return flow.isPaused() && size > low && low > 0 ? size - low : size;
    }

    /// The wire has sent what it had taken, or failed to. While polling, or within [Wire#write].
    void sent(@Nullable Throwable failure) {
        inFlight = 0;
        if (failure != null) {
            forceClose(Causes.of(failure));
        } else {
            send();
        }
    }

    private void noteShrinking() {
        boolean waits = flow.isPaused() && !resuming && !lost.isLost();
        if (waits && unsent() <= flow.limits().low()) {
            resuming = true;
            net.ready(this::resumeWriting);
        }
        if (unsent() == 0 && closing && !lost.isLost()) {
            lose(null);
        }
    }

    /// Also if it is lost since, for it was closed and has sent all: that is told afterwards.
    private void resumeWriting() {
        resuming = false;
        loop.enterContext(context);
        flow.shrunk(unsent());
    }

    // ---- the end

    @Override
    public void close() {
        if (closing) {
            return;
        }
        sendNow();
        closing = true;
        if (unsent() == 0) {
            lose(null);
        }
        laterSettle();
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    @Override
    public void abort() {
        if (!lost.isLost()) {
            sendNow();
            forceClose(null);
        }
    }

    /// Something failed that ends the connection. Failures of the network are no surprise, and told
    /// to the protocol only; others are reported too.
    void broken(Throwable cause, String what) {
        if (!(cause instanceof IOException)) {
            loop.callExceptionHandler(
                    Fault.of(what)
                            .withException(cause)
                            .with("transport", this)
                            .with("protocol", protocol));
        }
        forceClose(cause);
    }

    private void forceClose(@Nullable Throwable cause) {
        if (lost.isLost()) {
            return;
        }
        outgoing.clear();
        closing = true;
        lose(cause);
    }

    private void lose(@Nullable Throwable cause) {
        lost.lose();
        if (file != null) {
            file.lost();
        }
        net.callSoon(context, () -> tellLost(cause));
    }

    private void tellLost(@Nullable Throwable cause) {
        try {
            protocol.connectionLost(cause);
        } finally {
            wire.close();
            if (clients != null) {
                clients.detach(this);
            }
        }
    }

    // ---- looking

    @Override
    public @Nullable Object extraInfo(String name) {
        TransportSocket socket = wire.socket();
        return switch (name) {
            case "socket" -> socket;
            case "sockname" -> socket == null ? null : socket.sockname();
            case "peername" -> socket == null ? null : socket.peername();
            default -> wire.extraInfo(name);
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

    /// `<Transport closed|closing|open sockname=... peername=...>`.
    @Override
    public String toString() {
        String state = lost.isLost() ? "closed" : closing ? "closing" : "open";
        return "<Transport " + state + " " + wire.socket() + " unsent=" + unsent() + ">";
    }
}
