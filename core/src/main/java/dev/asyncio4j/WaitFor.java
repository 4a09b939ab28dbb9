// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Seconds;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `asyncio.wait_for`: a `timeout` around a plain await, and a case of its own for no time at all.
final class WaitFor {

    private WaitFor() {}

    static <T extends @Nullable Object> Coroutine<T> of(Awaitable<T> awaitable, long nanos) {
        Objects.requireNonNull(awaitable, "awaitable");
        return new Coroutine<>("wait_for", () -> run(awaitable, nanos));
    }

    private static <T extends @Nullable Object> T run(Awaitable<T> awaitable, long nanos)
            throws Exception {
        if (nanos > 0) {
            EventLoop loop = Await.ensureInTask().loop;
            return new Timeout(Seconds.plus(loop.nanos(), nanos)).body(awaitable::onAwait);
        }
        Future<T> future = Combining.toFuture(EventLoop.running(), awaitable);
        if (future.isDone()) {
            return future.result();
        }
        cancelAndWait(future);
        try {
            return future.result(); // it may have refused the cancellation: then its value counts
        } catch (CancelledError cancelled) {
            throw new TimeoutError(null, cancelled);
        }
    }

    /// Cancels `future` and waits until it has ended. Cancelling the waiter ends the wait.
    private static <T extends @Nullable Object> void cancelAndWait(Future<T> future) {
        Future<@Nullable Void> waiter = future.loop.createWake(new Undone(List.of(future)));
        Consumer<Future<T>> ended = done -> waiter.succeedUnlessDone(null);
        ChildDone.tell(future, ended, LoopTask.currentOrNull());
        try {
            future.cancel();
            waiter.onAwait();
        } finally {
            future.removeDoneCallback(ended);
        }
    }
}
