// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.simulated;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Feed;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.transport.WriteBufferLimits;
import dev.asyncio4j.net.transport.WriteFlow;
import dev.asyncio4j.net.waits.Progress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// One end of a simulated connection. What a protocol sees of it, and in which order, is what a
/// socket would show.
final class SimulatedTransport implements Transport, Progress {

    private static final int LOST_WRITES_BEFORE_WARNING = 5;

    // set once
    private final EventLoop loop;
    private final String host;
    private final InetSocketAddress here;
    private final InetSocketAddress there;
    private final WriteFlow flow;
    private final SimulatedConnection connection;

    // set when both ends are there
    private @Nullable Direction out;
    private @Nullable Direction in;

    // loop only
    private BaseProtocol protocol;
    private final Deque<byte[]> arrived = new ArrayDeque<>(); // and not handed over yet
    private byte @Nullable [] rest; // of a piece that is not handed over as a whole
    private int restFrom; // where that begins
    private boolean begun; // the protocol knows of it
    private boolean paused;
    private boolean endHasCome;
    private boolean endIsTold;
    private boolean eofWritten;
    private boolean closing;
    private int lostWrites; // 0 while there is a connection

    SimulatedTransport(
            SimulatedNetwork network,
            SimulatedConnection connection,
            BaseProtocol protocol,
            InetSocketAddress here,
            InetSocketAddress there) {
        this.loop = network.loop();
        this.connection = connection;
        this.protocol = protocol;
        this.host = here.getHostString();
        this.here = here;
        this.there = there;
        this.flow = new WriteFlow(loop, this);
    }

    void join(Direction outgoing, Direction incoming) {
        out = outgoing;
        in = incoming;
    }

    /// Tells the protocol that the connection is there, and begins to read.
    void begin() {
        begun = true;
        protocol.connectionMade(this);
        loop.callSoon(this::deliver);
    }

    String host() {
        return host;
    }

    // ---- what arrives

    void arrived(byte[] piece) {
        if (lostWrites > 0) { // nobody is here any more
            connection.resetFrom(this);
            return;
        }
        int kept = connection.crossing(piece.length);
        if (kept > 0) {
            arrived.add(kept == piece.length ? piece : Arrays.copyOf(piece, kept));
            deliver();
        }
        connection.cutIfDue();
    }

    void endArrived() {
        endHasCome = true;
        deliver();
    }

    private void deliver() {
        while (begun && !paused && !closing && (rest != null || !arrived.isEmpty())) {
            byte[] piece = rest;
            int from = restFrom;
            if (piece == null) {
                piece = arrived.remove();
                from = 0;
                if (in != null) {
                    in.taken(piece.length);
                }
            }
            rest = null;
            restFrom = from + Feed.data(protocol, piece, from, this::broken);
            if (restFrom < piece.length) {
                rest = piece;
            }
        }
        if (endHasCome && !endIsTold && begun && !paused && !closing) {
            endIsTold = true;
            guarded("protocol.eof_received() call failed.", this::tellEnd);
        }
    }

    private void tellEnd() {
        if (!Feed.eof(protocol)) {
            close();
        }
    }

    private void guarded(String ifItFails, Runnable call) {
        try {
            call.run();
        } catch (SystemExit | KeyboardInterrupt exit) {
            throw exit;
        } catch (Throwable failure) {
            broken(failure, "Fatal error: " + ifItFails);
        }
    }

    private void broken(Throwable failure, String what) {
        loop.callExceptionHandler(
                Fault.of(what)
                        .withException(failure)
                        .with("transport", this)
                        .with("protocol", protocol));
        lose(failure);
    }

    // ---- reading

    @Override
    public boolean isReading() {
        return !closing && !paused && !endIsTold;
    }

    @Override
    public void pauseReading() {
        if (!closing) {
            paused = true;
        }
    }

    @Override
    public void resumeReading() {
        if (!closing && paused) {
            paused = false;
            loop.callSoon(this::deliver);
        }
    }

    // ---- writing

    @Override
    public void write(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (eofWritten) {
            throw new IllegalStateException("Cannot call write() after write_eof()");
        }
        if (length == 0) {
            return;
        }
        if (lostWrites > 0 || out == null) {
            if (lostWrites >= LOST_WRITES_BEFORE_WARNING) {
                System.getLogger("asyncio")
                        .log(System.Logger.Level.WARNING, "socket.send() raised exception.");
            }
            lostWrites++;
            return;
        }
        out.send(Arrays.copyOfRange(data, offset, offset + length));
        flow.grown(writeBufferSize());
    }

    @Override
    public void writeEof() {
        if (!closing && !eofWritten && out != null) {
            eofWritten = true;
            out.end();
        }
    }

    @Override
    public boolean canWriteEof() {
        return true;
    }

    /// Some of what waited has been sent. In the turn.
    void sent() {
        flow.shrunk(writeBufferSize());
        if (closing && lostWrites == 0 && writeBufferSize() == 0) {
            leave(null);
        }
    }

    @Override
    public int writeBufferSize() {
        return out == null ? 0 : out.unsent();
    }

    @Override
    public long takenBytes() {
        return out == null ? 0 : out.sent();
    }

    @Override
    public WriteBufferLimits writeBufferLimits() {
        return flow.limits();
    }

    @Override
    public void setWriteBufferLimits(WriteBufferLimits limits) {
        flow.setLimits(limits, writeBufferSize());
    }

    // ---- the end

    @Override
    public void close() {
        if (closing) {
            return;
        }
        closing = true;
        if (writeBufferSize() == 0) {
            leave(null);
        }
    }

    @Override
    public void abort() {
        if (lostWrites == 0) {
            closing = true;
            leave(null);
        }
    }

    /// The connection is broken: what is not sent or handed over is gone.
    void lose(Throwable cause) {
        if (lostWrites == 0) {
            closing = true;
            leave(cause);
        }
    }

    /// Ends what this side sends, and tells the protocol, soon.
    private void leave(@Nullable Throwable cause) {
        lostWrites = 1;
        boolean unread = !arrived.isEmpty();
        arrived.clear();
        if (out != null) {
            out.dropUnsent();
            out.end();
        }
        if (unread) {
            connection.resetFrom(this);
        }
        loop.callSoon(() -> tellLost(cause));
    }

    private void tellLost(@Nullable Throwable cause) {
        connection.left(this);
        if (begun) {
            protocol.connectionLost(cause);
        }
    }

    static ConnectionResetError reset() {
        return new ConnectionResetError("Connection reset by peer");
    }

    @Override
    public boolean isClosing() {
        return closing;
    }

    // ---- who it is

    @Override
    public @Nullable Object extraInfo(String name) {
        return switch (name) {
            case "sockname" -> here;
            case "peername" -> there;
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

    /// `<SimulatedTransport a:49152 -> b:80 open|closing|closed>`.
    @Override
    public String toString() {
        String state = lostWrites > 0 ? "closed" : closing ? "closing" : "open";
        return "<SimulatedTransport "
                + SimulatedNetwork.text(here)
                + " -> "
                + SimulatedNetwork.text(there)
                + " "
                + state
                + ">";
    }
}
