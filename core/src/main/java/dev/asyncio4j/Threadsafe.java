// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.ThreadCall;
import java.lang.System.Logger.Level;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// The bridges between the loop and other threads.
final class Threadsafe {

    private Threadsafe() {}

    /// Completes a future of a loop from any thread; too late is harmless.
    ///
    /// @param future the future
    /// @param call the call whose result it gets, if the loop's poller decides when that comes
    record Completion<T extends @Nullable Object>(Future<T> future, @Nullable ThreadCall call) {

        Completion(Future<T> future) {
            this(future, null);
        }

        /// **Thread** any.
        void succeed(T value) {
            post(() -> future.succeedUnlessDone(value));
        }

        /// **Thread** any.
        void fail(Throwable failure) {
            post(
                    () -> {
                        if (future.isDone()) {
                            return;
                        }
                        if (failure instanceof CancellationException) {
                            future.cancel(failure.getMessage());
                        } else {
                            future.fail(failure);
                        }
                    });
        }

        private void post(Runnable completion) {
            if (call == null) {
                Threadsafe.post(future.loop, completion); // if it is closed, nobody can be waiting
            } else {
                call.ends(completion);
            }
        }
    }

    /// Lets `loop` run `letter`; false if it is closed. **Thread** any.
    static boolean post(EventLoop loop, Runnable letter) {
        return post(loop, Context.copyCurrent(), letter);
    }

    /// [#post(EventLoop, Runnable)] in this very context.
    static boolean post(EventLoop loop, Context context, Runnable letter) {
        if (loop.isClosed()) {
            return false;
        }
        try {
            loop.callSoonThreadsafe(context, letter);
            return true;
        } catch (IllegalStateException closedMeanwhile) {
            System.getLogger("asyncio")
                    .log(Level.DEBUG, "letter came after the loop was closed", closedMeanwhile);
            return false;
        }
    }

    /// What `awaitable` gives, for whoever knows `CompletableFuture`s.
    static <T extends @Nullable Object> CompletableFuture<T> completable(Awaitable<T> awaitable) {
        Future<T> future = Combining.toFuture(awaitable);
        CompletableFuture<T> result = new CompletableFuture<>();
        future.add(new Copy<>(future, result, Context.copyCurrent(), false));
        cancelWith(result, future, future.loop);
        return result;
    }

    /// Submits `coroutine` to `loop` from another thread. **Like**
    /// `asyncio.run_coroutine_threadsafe`.
    static <T extends @Nullable Object> CompletableFuture<T> submit(
            Coroutine<T> coroutine, EventLoop loop) {
        Objects.requireNonNull(coroutine, "coroutine");
        CompletableFuture<T> result = new CompletableFuture<>();
        loop.callSoonThreadsafe(
                () -> {
                    if (result.isDone()) { // cancelled before it could begin
                        coroutine.close();
                        return;
                    }
                    try {
                        Future<T> task = Combining.toFuture(loop, coroutine);
                        task.add(new Copy<>(task, result, Context.copyCurrent(), true));
                        cancelWith(result, task, loop);
                    } catch (Throwable failure) {
                        result.completeExceptionally(failure);
                        if (EventLoop.isExit(failure)) {
                            throw failure;
                        }
                    }
                });
        return result;
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // what whenComplete gives fails only if its action does
    private static void cancelWith(CompletableFuture<?> result, Future<?> task, EventLoop loop) {
        result.whenComplete(
                (value, failure) -> {
                    if (result.isCancelled() && !loop.isClosed()) {
                        loop.callSoonThreadsafe(task::cancel);
                    }
                });
    }

    /// Copies how `future` ended to `result`, in a turn of its own, as done callbacks are called:
    /// but
    /// an exit leaves the loop before that turn comes, and would let others wait for ever.
    ///
    /// @param isOurs nobody else looks at the future, so its error may be taken
    private record Copy<T extends @Nullable Object>(
            Future<T> future, CompletableFuture<T> result, Context context, boolean isOurs)
            implements Callback {

        @Override
        public void schedule(Future<?> done) {
            Unretrieved failure = future.failure();
            if (failure != null && EventLoop.isExit(failure.failure)) {
                copy();
            } else {
                future.loop.callSoon(context, this::copy);
            }
        }

        private void copy() {
            if (!future.isCancelled()) {
                Throwable failure = future.exception();
                if (failure == null) {
                    result.complete(future.result());
                } else {
                    result.completeExceptionally(failure);
                }
            } else if (isOurs) {
                result.completeExceptionally(cancellation());
            } else {
                result.cancel(false);
            }
        }

        /// With the message, which `result.cancel()` has no place for.
        private CancellationException cancellation() {
            CancelledError error = future.makeCancelledError();
            CancellationException cancellation = new CancellationException(error.getMessage());
            cancellation.initCause(error);
            return cancellation;
        }

        @Override
        public boolean isFor(Object function) {
            return false;
        }

        @Override
        public @Nullable Future<?> awaiter() {
            return null;
        }
    }

    /// Runs `coroutine` on `loop` and blocks this thread until it is done.
    static <T extends @Nullable Object> T blockOn(EventLoop loop, Coroutine<T> coroutine)
            throws InterruptedException {
        EventLoop here = EventLoop.currentOrNull();
        if (here != null) {
            coroutine.close();
            throw new IllegalStateException(
                    here == loop
                            ? "blockOn would wait for the loop on the loop's own thread, for ever;"
                                    + " use await(coroutine)"
                            : "blockOn would stop the loop that runs here; use"
                                    + " await(runCoroutineThreadsafe(coroutine, loop))");
        }
        CompletableFuture<T> result = submit(coroutine, loop);
        try {
            return get(result, loop);
        } catch (InterruptedException interrupted) {
            result.cancel(false);
            throw interrupted;
        } catch (CancellationException cancelled) {
            throw cancelledError(cancelled);
        } catch (ExecutionException failed) {
            throw Sneaky.<RuntimeException>as(unwrapped(failed));
        }
    }

    /// Waits for `result`; and looks now and then whether the loop was closed, which answers
    /// nobody.
    private static <T extends @Nullable Object> T get(CompletableFuture<T> result, EventLoop loop)
            throws InterruptedException, ExecutionException {
        while (true) {
            try {
                return result.get(1, TimeUnit.SECONDS);
            } catch (TimeoutException notYet) {
                if (loop.isClosed() && !result.isDone()) {
                    throw new IllegalStateException("Event loop is closed");
                }
            }
        }
    }

    /// The error behind it: `get()` may have put one of its own round that.
    private static CancelledError cancelledError(CancellationException cancelled) {
        for (Throwable cause = cancelled; cause != null; cause = cause.getCause()) {
            if (cause instanceof CancelledError error) {
                return error;
            }
        }
        return new CancelledError();
    }

    /// What really failed, without the wrapping of `java.util.concurrent`.
    static Throwable unwrapped(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause != null
                        && (failure instanceof CompletionException
                                || failure instanceof ExecutionException)
                ? cause
                : failure;
    }
}
