// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Future;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.ErrorCode;
import dev.asyncio4j.http.wire.Frame;
import dev.asyncio4j.http.wire.FrameFault;
import dev.asyncio4j.net.transport.ConnectionResetError;
import org.jspecify.annotations.Nullable;

/// One of the streams of a connection: what is sent on it, and what comes.
///
/// ```
///   open --- ended here ----> half --- ended there ---+
///     |----- ended there ---> half --- ended here ----+--> over
///     +----- reset by either side, or the connection is gone --^
/// ```
///
/// **Source** RFC 9113, 5.1. **Thread** loop.
public final class Http2Stream {

    // set once
    private final Multiplex connection;
    private final int id;
    private final StreamEvents events;
    private final ReceiveWindow in;
    private final SendWindow out;

    // loop only
    private boolean endedHere;
    private boolean endedThere;
    private boolean lost;
    private @Nullable Future<@Nullable Void> widened;
    private long sent; // bytes of data
    private long waiting; // since then, for the peer to take more

    Http2Stream(
            Multiplex connection,
            int id,
            StreamEvents events,
            int room,
            int window,
            boolean ended) {
        this.connection = connection;
        this.id = id;
        this.events = events;
        this.in = new ReceiveWindow(room);
        this.out = new SendWindow(window);
        this.endedThere = ended;
    }

    /// Its number.
    public int id() {
        return id;
    }

    /// Whether all was sent, and the peer has sent all.
    public boolean isOver() {
        return endedHere && endedThere;
    }

    /// Whether it was broken off.
    public boolean isLost() {
        return lost;
    }

    /// Whether the peer has sent all.
    public boolean isEndedThere() {
        return endedThere;
    }

    // ---- sending

    /// Sends fields. **Suspends** never.
    /// @throws ConnectionResetError if the stream was broken off
    public void fields(Headers fields, boolean end) throws ConnectionResetError {
        checkLost();
        connection.out().fields(id, fields, end);
        ended(end);
    }

    /// Whether so many bytes can be sent at once.
    public boolean hasRoom(int bytes) {
        return !lost && out.left() >= bytes && connection.out().room() >= bytes;
    }

    /// Sends a piece of the body. **Suspends** while the peer takes none of it, and lets other
    /// streams have their turns. **If cancelled** when a part of it was sent, the stream is reset.
    /// @throws ConnectionResetError if the stream is broken off
    public void data(byte[] bytes, int offset, int length, boolean end)
            throws ConnectionResetError {
        int at = offset;
        int until = offset + length;
        boolean turn = false; // it is ours
        try {
            while (at < until) {
                checkLost();
                if (out.left() == 0) {
                    if (turn) {
                        turn = false;
                        connection.out().pass();
                    }
                    waitForWindow();
                } else if (connection.out().room() == 0
                        || (!turn && connection.out().turns().areWanted())) {
                    turn = false;
                    connection.out().turns().take();
                    turn = true;
                } else {
                    int size = Math.min(until - at, Math.min(out.left(), connection.out().room()));
                    out.use(size);
                    connection.out().data(id, bytes, at, size, end && at + size == until);
                    at += size;
                    sent += size;
                    turn = false;
                    connection.out().pass();
                }
            }
        } finally {
            if (turn) {
                connection.out().pass();
            }
            if (at > offset && at < until) { // cancelled: what follows must not pass for the rest
                reset(ErrorCode.INTERNAL_ERROR);
            }
        }
        ended(end);
    }

    /// How many bytes of data were sent.
    public long sent() {
        return sent;
    }

    private void waitForWindow() {
        Future<@Nullable Void> mine =
                connection.loop().createFuture(connection.out().turns().point());
        widened = mine;
        waiting = connection.now();
        try {
            await(mine);
        } finally {
            widened = null;
        }
    }

    /// Ends what is sent. **Suspends** never.
    /// @throws ConnectionResetError if the stream was broken off
    public void end() throws ConnectionResetError {
        checkLost();
        connection.out().data(id, new byte[0], 0, 0, true);
        ended(true);
    }

    private void ended(boolean end) {
        if (end) {
            endedHere = true;
            overIfEnded();
        }
    }

    /// Breaks it off, if it is not over. **Suspends** never.
    public void reset(ErrorCode code) {
        if (!lost && !(endedHere && endedThere)) {
            connection.out().reset(id, code);
            connection.remove(this, true);
            lost = true;
            wake();
        }
    }

    private void checkLost() throws ConnectionResetError {
        if (lost) {
            throw gone();
        }
    }

    /// What waiting tasks are told.
    public static ConnectionResetError gone() {
        return new ConnectionResetError("the peer has broken the stream off");
    }

    // ---- receiving

    /// So many bytes that have come were made use of: the peer may send others. **Suspends** never.
    public void consumed(int bytes) {
        if (lost || (endedHere && endedThere)) {
            return; // and counts already
        }
        int more = in.consume(bytes);
        if (more > 0 && !endedThere) {
            connection.out().window(id, more);
        }
        connection.consumed(bytes);
    }

    /// What has come will not be made use of, and no more is wanted; other streams have its room.
    /// **Suspends** never.
    public void drop() {
        if (!lost && !(endedHere && endedThere)) {
            connection.consumed(in.drop());
        }
    }

    /// How much has come, and was not made use of.
    int held() {
        return in.held();
    }

    void take(Frame.Data data) throws FrameFault {
        if (!in.take(data.flow())) {
            connection.consumed(data.flow());
            throw new FrameFault(
                    id, ErrorCode.FLOW_CONTROL_ERROR, "more than the window of a stream");
        }
        int padding = data.flow() - data.bytes().length;
        if (padding > 0) {
            consumed(padding);
        }
        if (data.bytes().length > 0) {
            events.data(data.bytes());
        }
        if (data.end()) {
            endThere();
        }
    }

    void take(Frame.Fields fields) throws FrameFault {
        events.fields(fields.fields(), fields.end());
        if (fields.end()) {
            endThere();
        }
    }

    private void endThere() throws FrameFault {
        if (lost) {
            return; // whoever was told of the data has reset it
        }
        endedThere = true;
        events.ended();
        overIfEnded();
    }

    private void overIfEnded() {
        if (endedHere && endedThere) {
            connection.remove(this, false);
        }
    }

    /// The peer takes more, or less.
    /// @return false if that is more than it may be
    boolean widen(int bytes) {
        boolean fits = out.change(bytes);
        if (out.left() > 0) {
            wake();
        }
        return fits;
    }

    private void wake() {
        if (widened != null && !widened.isDone()) {
            widened.setResult(null);
        }
    }

    /// It is broken off, and its reader is told.
    void lose(Loss loss) {
        if (!lost) {
            lost = true;
            wake();
            events.lost(loss);
        }
    }

    /// Breaks it off if the peer has not taken anything for so long, in nanoseconds.
    void look(long now, long patience) {
        if (widened != null && now - waiting > patience) {
            reset(ErrorCode.CANCEL);
            events.lost(
                    new Loss(Loss.By.FAULT, ErrorCode.CANCEL, "nothing was taken for too long"));
        }
    }

    /// `<Http2Stream 7>`.
    @Override
    public String toString() {
        return "<Http2Stream " + id + (lost ? " lost" : "") + ">";
    }
}
