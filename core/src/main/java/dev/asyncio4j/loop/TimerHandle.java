// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.context.Context;

/// A callback with a deadline, from `callLater` or `callAt`.
///
/// Cancelling removes it from the timers at once, in O(log n): a cancelled timer holds no memory.
/// **Thread** loop. **Like** `asyncio.TimerHandle`.
public final class TimerHandle extends Handle {

    static final int NOT_IN_HEAP = -1;

    // set once
    final long dueNanos;
    final long order; // tie-break: timers with equal deadlines fire in the order they were set

    // loop only, kept by TimerHeap
    int heapIndex = NOT_IN_HEAP;

    TimerHandle(LoopCore loop, Context context, Runnable callback, long dueNanos, long order) {
        super(loop, context, callback);
        this.dueNanos = dueNanos;
        this.order = order;
    }

    /// The deadline on the loop's clock, in seconds. **Like** `TimerHandle.when`.
    public double when() {
        return dueNanos / 1e9;
    }

    @Override
    public void cancel() {
        super.cancel();
        loop.board.timers.remove(this);
    }

    @Override
    public String toString() {
        return "<TimerHandle when=" + when() + " " + callbackName() + ">";
    }
}
