// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where one task waits: a link of [Waiters], and what wakes the task.
///
/// A task that waits for one of several things has a place at each of them, all with the same
/// future: the first that wakes it completes that future, and is the only one. **Thread** loop.
class Place {

    // set once
    private final Future<Boolean> future;

    // loop only
    private boolean woken;

    // of the list
    @Nullable Place before;
    @Nullable Place behind;
    boolean queued;

    Place(Future<Boolean> future) {
        this.future = future;
    }

    /// Waits for the wake-up. **Suspends** always. **If cancelled**, as after any wait, the place
    /// is
    /// to be left.
    final void await() {
        future.onAwait(); // not Asyncio.await: one frame less to copy and to return through
    }

    /// Wakes the task here; false if it is cancelled, or was woken before.
    final boolean wake() {
        if (future.isDone()) {
            return false;
        }
        woken = true;
        future.setResult(true);
        return true;
    }

    /// Whether it was here that the task was woken.
    final boolean isWoken() {
        return woken;
    }

    /// Whether the task can be woken here.
    final boolean isLive() {
        return !future.isDone();
    }

    /// The task that waits here: one, or none if it does not wait yet or any more.
    final List<Task<?>> tasks() {
        List<Task<?>> waiting = new ArrayList<>(1);
        for (Future<?> awaiter : future.awaitedBy()) {
            if (awaiter instanceof Task<?> task) {
                waiting.add(task);
            }
        }
        return waiting;
    }
}
