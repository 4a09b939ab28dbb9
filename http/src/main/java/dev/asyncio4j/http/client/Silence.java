// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.net.transport.Transport;
import dev.asyncio4j.net.waits.Progress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long a server may say nothing. While its client still sends, a server has nothing to say: so
/// the time begins anew with all that it takes of a request, and does not run while a body is being
/// made. What the system has taken counts as taken. Who waits does so for a [#slice()], looks by
/// [#check(TimeoutError)] whether it was too long, and waits again. **Thread** loop.
final class Silence {

    private static final long LONGEST = 1_000_000_000; // slice, while something is on its way
    private static final int SLICES = 8; // of the time that is allowed, at least

    /// A request on its way.
    interface Sending {
        /// How many bytes of it were written until now.
        long written();

        /// How many bytes wait that all who use the connection have written.
        int waiting();
    }

    // set once
    private final EventLoop loop = EventLoop.running();
    private final Origin origin;
    private final Transport transport;
    private final Sending sending;

    // loop only
    private @Nullable Upload upload;
    private boolean answered; // by a head
    private long limit;
    private double since; // nothing has moved
    private long written; // at the last look
    private long last; // where that ends, in what the transport is to take
    private long taken; // by the transport, at the last look

    Silence(Origin origin, Transport transport, Sending sending) {
        this.origin = origin;
        this.transport = transport;
        this.sending = sending;
    }

    /// A request begins.
    void asks() {
        upload = null;
        answered = false;
    }

    /// It has a body that is still to be sent.
    void sends(Upload body) {
        upload = body;
    }

    /// An answer has begun: whoever still makes a body does not keep its silence from being one.
    void answers() {
        answered = true;
    }

    /// A wait begins.
    void begin(Duration allowed) {
        limit = allowed.toNanos();
        since = loop.time();
        look();
    }

    /// Since when nothing has moved, in seconds of the loop.
    double since() {
        return since;
    }

    private long waited() {
        return Math.round((loop.time() - since) * 1e9);
    }

    /// For how long to wait before the next look.
    Duration slice() {
        long left = Math.max(1, limit - waited());
        boolean sends = isOnItsWay() || (upload != null && !upload.isDone());
        return Duration.ofNanos(
                sends ? Math.min(left, Math.clamp(limit / SLICES, 1, LONGEST)) : left);
    }

    /// Looks after a slice in which nothing came.
    /// @throws TimeoutError if that was too long
    void check(TimeoutError slice) {
        look();
        if (waited() >= limit) {
            String what =
                    isOnItsWay() || (upload != null && upload.isHeldBack())
                            ? origin + " took nothing of the request"
                            : "nothing came from " + origin;
            throw new TimeoutError(
                    "read: " + what + " for " + Dialer.inSeconds(Duration.ofNanos(limit)), slice);
        }
    }

    private void look() {
        boolean was = isOnItsWay();
        long before = taken;
        int waiting = sending.waiting(); // first: to ask for it may send it
        taken = transport instanceof Progress known ? known.takenBytes() : -waiting;
        boolean moved = was && taken > before;
        if (sending.written() > written) {
            written = sending.written();
            last = taken + waiting;
            moved = true;
        }
        boolean isBeingMade = !answered && upload != null && upload.isBeingMade();
        if (moved || (isBeingMade && !isOnItsWay())) {
            since = loop.time();
        }
    }

    /// Whether the transport has some of the request.
    private boolean isOnItsWay() {
        return taken < last;
    }
}
