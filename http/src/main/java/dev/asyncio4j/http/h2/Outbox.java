// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.FrameWriter;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Kind;
import java.util.function.LongSupplier;

/// What a connection sends. All of it goes through one writer, in the order in which fields were
/// compressed; the writer is emptied once a turn of the loop, or when it is full. **Thread** loop.
final class Outbox {

    private static final int FRAME = 16 * 1024; // the most that is sent in one
    private static final int FULL = 32 * 1024; // in the writer

    // set once
    private final EventLoop loop;
    private final Transport transport;
    private final LongSupplier clock;
    private final Calm calm;
    private final FrameWriter writer = new FrameWriter();
    private final SendWindow window = new SendWindow(Multiplex.FIRST_WINDOW);
    private final Turns turns;

    // loop only
    private boolean paused;
    private boolean flushing; // soon
    private boolean over;
    private long blocked; // by the window, since then

    Outbox(EventLoop loop, Transport transport, LongSupplier clock, Calm calm) {
        this.loop = loop;
        this.transport = transport;
        this.clock = clock;
        this.calm = calm;
        this.turns = new Turns(loop, Kind.ROOM.peer(transport::extraInfo));
    }

    /// Where frames other than these below are written; to be sent by [#flushSoon()].
    FrameWriter writer() {
        return writer;
    }

    Turns turns() {
        return turns;
    }

    /// How many bytes were written, and wait to be sent.
    int waiting() {
        return transport.writeBufferSize() + writer.size();
    }

    /// How much data can be sent at once.
    int room() {
        return paused || over ? 0 : Math.min(FRAME, window.left());
    }

    /// Lets the next stream send, if anything can be sent.
    void pass() {
        if (room() > 0) {
            turns.pass();
        }
    }

    void fields(int stream, Headers fields, boolean end) {
        writer.fields(stream, fields, end, FRAME);
        flushSoon();
    }

    void data(int stream, byte[] bytes, int offset, int length, boolean end) {
        window.use(length);
        blocked = clock.getAsLong();
        calm.useful();
        writer.data(stream, bytes, offset, length, end);
        flushSoon();
    }

    void reset(int stream, ErrorCode code) {
        writer.reset(stream, code);
        flushSoon();
    }

    void window(int stream, int more) {
        writer.window(stream, more);
        flushSoon();
    }

    void flushSoon() {
        if (writer.size() >= FULL) {
            flush();
        } else if (!flushing) {
            flushing = true;
            loop.callSoon(
                    () -> {
                        flushing = false;
                        flush();
                    });
        }
    }

    void flush() {
        if (writer.size() > 0) {
            if (!over && !transport.isClosing()) {
                transport.write(writer.bytes(), 0, writer.size());
            }
            writer.clear();
        }
    }

    // ---- how far the peer takes it

    /// The peer takes more.
    /// @return false if that is more than it may be
    boolean widen(int bytes) {
        boolean fits = window.change(bytes);
        blocked = clock.getAsLong();
        pass();
        return fits;
    }

    void pause() {
        paused = true;
    }

    boolean isPaused() {
        return paused;
    }

    void resume() {
        paused = false;
        pass();
    }

    /// Whether the peer has left no window for so long, in nanoseconds.
    boolean isBlocked(long now, long patience) {
        return window.left() == 0 && turns.areWanted() && now - blocked > patience;
    }

    /// Nothing is sent any more.
    void end() {
        over = true;
        turns.end();
    }
}
