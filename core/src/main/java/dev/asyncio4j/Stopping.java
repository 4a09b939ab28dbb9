// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.TimerHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A grace period for cancellation: first the wish, then the order.
///
/// `stop(grace)` marks the task and sets a timer that cancels it. A task in the middle of its work
/// may finish; one that waits for more work does so in `stoppable(...)`, and is cancelled there at
/// once. The wish was made for Trio in its issue 147 and, as far as we know, never granted by a
/// library.
final class Stopping {

    private final LoopTask<?> task;
    private boolean begun;
    private int stoppableDepth; // how many stoppable(...) the task is in

    private Stopping(LoopTask<?> task) {
        this.task = task;
    }

    static Stopping of(LoopTask<?> task) {
        Stopping known = task.stopping;
        if (known == null) {
            known = new Stopping(task);
            task.stopping = known;
        }
        return known;
    }

    boolean hasBegun() {
        return begun;
    }

    boolean begin(Duration grace) {
        Objects.requireNonNull(grace, "grace");
        CancelReason reason = CancelReason.here(task.loop, "stopping");
        begun = true;
        if (stoppableDepth > 0 || grace.isZero() || grace.isNegative()) {
            return task.cancel(reason);
        }
        TimerHandle order = task.loop.callLater(grace, () -> task.cancel(reason));
        task.addDoneCallback(done -> order.cancel());
        return true;
    }

    static <T extends @Nullable Object> Coroutine<T> stoppable(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return new Coroutine<>("stoppable", () -> of(Await.ensureInTask()).awaiting(awaitable));
    }

    private <T extends @Nullable Object> T awaiting(Awaitable<T> awaitable) throws Exception {
        if (begun && stoppableDepth == 0) {
            task.cancel("stopping");
        }
        stoppableDepth++;
        try {
            return awaitable.onAwait();
        } finally {
            stoppableDepth--;
        }
    }
}
