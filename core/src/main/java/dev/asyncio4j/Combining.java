// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// From whatever can be awaited to a future: `ensure_future` and `wrap_future`. **Thread** loop.
final class Combining {

    private Combining() {}

    /// A future as it is; anything else as a task of the running loop.
    static <T extends @Nullable Object> Future<T> toFuture(Awaitable<T> awaitable) {
        return Objects.requireNonNull(awaitable, "awaitable") instanceof Future<T> future
                ? future
                : toFuture(EventLoop.running(), awaitable);
    }

    /// A future as it is, if it belongs to `loop`; anything else as a task of it.
    static <T extends @Nullable Object> Future<T> toFuture(EventLoop loop, Awaitable<T> awaitable) {
        if (awaitable instanceof Future<T> future) {
            if (future.loop != loop) {
                throw new IllegalArgumentException(
                        "The future belongs to a different loop than the one specified as the loop"
                                + " argument");
            }
            return future;
        }
        return loop.createTask(toCoroutine(awaitable));
    }

    /// A coroutine as it is; anything else wrapped in one.
    static <T extends @Nullable Object> Coroutine<T> toCoroutine(Awaitable<T> awaitable) {
        Objects.requireNonNull(awaitable, "awaitable");
        return awaitable instanceof Coroutine<T> coroutine
                ? coroutine
                : new Coroutine<>(null, awaitable::onAwait);
    }

    /// A future that ends as `stage` does; cancelling it cancels the stage's future.
    static <T extends @Nullable Object> Future<T> wrap(EventLoop loop, CompletionStage<T> stage) {
        return wrap(loop, stage, new Outside(() -> "a " + stage.getClass().getSimpleName()));
    }

    /// The same, that stands for something.
    static <T extends @Nullable Object> Future<T> wrap(
            EventLoop loop, CompletionStage<T> stage, WaitPoint point) {
        Objects.requireNonNull(stage, "stage");
        Future<T> future = loop.createFuture(point);
        loop.rest().expectSources(1);
        Threadsafe.Completion<T> completion = new Threadsafe.Completion<>(future);
        stage.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        completion.succeed(value);
                    } else {
                        completion.fail(Threadsafe.unwrapped(failure));
                    }
                });
        future.addDoneCallback(
                done -> {
                    loop.rest().expectSources(-1);
                    if (done.isCancelled()) {
                        stage.toCompletableFuture().cancel(false);
                    }
                });
        return future;
    }

    /// Copies how `source` ended to `target`, unless that is done already.
    static <T extends @Nullable Object> void copyOutcome(Future<T> source, Future<T> target) {
        if (target
                .isDone()) { // nobody sees the source's failure here, so it does not count as seen
            return;
        }
        if (source.isCancelled()) {
            target.cancel();
        } else {
            Throwable failure = source.exception();
            if (failure == null) {
                target.succeed(source.result());
            } else {
                target.fail(failure);
            }
        }
    }

    /// The failure of a done future as its awaiter would get it, null if there is none; marks it as
    /// seen.
    static @Nullable Throwable failureOf(Future<?> done) {
        return done.isCancelled() ? done.makeCancelledError() : done.exception();
    }

    /// A list of what `function` makes of each.
    static <A, B extends @Nullable Object> java.util.List<B> map(
            Iterable<? extends A> items, Function<? super A, ? extends B> function) {
        java.util.List<B> results = new java.util.ArrayList<>();
        for (A item : items) {
            results.add(function.apply(item));
        }
        return results;
    }
}
