// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.HttpError;

/// How long a request's body takes, and its handler. **Thread** loop.
final class AnswerWatch {

    private static final double GRACE = 5; // seconds, before the rate of a body counts

    // set once
    private final long begun;
    private final RequestBody body;
    private final Exchange exchange;

    // loop only
    private long came; // bytes of the body, at the last look
    private long waiting; // for more of them, since then
    private long working; // without the body, since then
    private long took; // of the body, at the last look
    private long looked; // the last look
    private long awaited; // for how long its bytes were

    AnswerWatch(long now, RequestBody body, Exchange exchange) {
        begun = now;
        waiting = now;
        working = now;
        looked = now;
        this.body = body;
        this.exchange = exchange;
    }

    /// The handler begins to wait for the body.
    void waits(long now) {
        waiting = now;
    }

    long begun() {
        return begun;
    }

    /// Ends what takes too long: a client that is to blame is told so by its body's reader, else
    /// the handler is cancelled.
    /// @return false if the body was given up
    boolean look(long now, Patience patience) {
        long step = now - looked;
        looked = now;
        if (!body.isAwaited()) {
            if (body.taken() > took) { // what has come is more than it can take at once
                took = body.taken();
                working = now;
            }
            if (now - working > patience.handler().toNanos()) {
                exchange.expire();
            }
            return true;
        }
        working = now; // the time of a long upload is not the handler's
        if (body.came() > came) {
            came = body.came();
            waiting = now;
        }
        awaited += step; // not what its handler did before it asked for the body, or between
        double seconds = awaited / 1e9;
        boolean slow = seconds > GRACE && body.came() < patience.rate() * seconds;
        if (slow || now - waiting > patience.body().toNanos()) {
            body.fail(new HttpError(408, "the body took too long"));
            return false;
        }
        return true;
    }
}
