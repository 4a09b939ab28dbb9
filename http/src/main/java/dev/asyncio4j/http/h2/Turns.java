// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.h2;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// Streams that want to send on one connection, first come, first served: each sends one frame, and
/// waits behind the others for the next. One turn at a time is given. **Thread** loop.
final class Turns {

    // set once
    private final EventLoop loop;
    private final WaitPoint point;

    // loop only
    private final ArrayDeque<Future<@Nullable Void>> waiting = new ArrayDeque<>(0);
    private @Nullable Future<@Nullable Void> given; // and not used yet

    /// @param point what who waits for a turn waits for
    Turns(EventLoop loop, WaitPoint point) {
        this.loop = loop;
        this.point = point;
    }

    /// What who waits here waits for.
    WaitPoint point() {
        return point;
    }

    /// Whether others wait.
    boolean areWanted() {
        return !waiting.isEmpty() || given != null;
    }

    /// Waits for a turn, which is to be ended by [#pass()]. **Suspends** always. **If cancelled**
    /// the turn is free for the next.
    void take() {
        Future<@Nullable Void> mine = loop.createFuture(point);
        waiting.add(mine);
        boolean got = false;
        try {
            await(mine);
            got = true;
        } finally {
            waiting.remove(mine);
            if (given == mine) {
                given = null;
                if (!got) {
                    pass();
                }
            }
        }
    }

    /// Gives the next turn, if anybody waits.
    void pass() {
        while (given == null && !waiting.isEmpty()) {
            Future<@Nullable Void> next = waiting.remove();
            if (!next.isDone()) { // else it was cancelled
                given = next;
                next.setResult(null);
            }
        }
    }

    /// Wakes all: there is nothing to send on.
    void end() {
        for (Future<@Nullable Void> each : waiting) {
            if (!each.isDone()) {
                each.setResult(null);
            }
        }
        waiting.clear();
    }
}
