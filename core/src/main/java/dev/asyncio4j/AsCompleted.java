// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.TimerHandle;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Futures in the order in which they are done.
///
/// As an [AsyncIterator] it gives the futures themselves; as an `Iterable` it gives coroutines,
/// each of which waits for the next result, so that several may be awaited at once. Use one or the
/// other. On a time-out each that is still missing fails with [TimeoutError]; the futures run on.
/// **Thread** loop. **Like** `asyncio.as_completed`.
///
/// @param <T> the results
public final class AsCompleted<T extends @Nullable Object>
        implements Iterable<Coroutine<T>>, AsyncIterator<Future<T>> {

    private final Set<Future<T>> todo = new LinkedHashSet<>();
    private final Deque<Done<T>> done = new ArrayDeque<>();
    private final Deque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private final Consumer<Future<T>> completed = this::completed;
    private final @Nullable TimerHandle timer;
    private int left;

    /// What came: a future, or the news that the time is over.
    private record Done<T extends @Nullable Object>(@Nullable Future<T> future) {}

    /// @param nanos negative is no limit
    AsCompleted(Iterable<? extends Awaitable<? extends T>> awaitables, long nanos) {
        EventLoop loop = EventLoop.running();
        Set<Awaitable<? extends T>> distinct = new LinkedHashSet<>();
        awaitables.forEach(distinct::add);
        for (Awaitable<? extends T> each : distinct) {
            @SuppressWarnings("unchecked") // a future is only read
            Awaitable<T> widened = (Awaitable<T>) each;
            todo.add(Combining.toFuture(loop, widened));
        }
        LoopTask<?> awaiter = LoopTask.currentOrNull();
        for (Future<T> future : todo) {
            ChildDone.tell(future, completed, awaiter);
        }
        left = todo.size();
        timer =
                nanos < 0 || todo.isEmpty()
                        ? null
                        : loop.callAtNanos(
                                Seconds.plus(loop.nanos(), nanos),
                                Context.copyCurrent(),
                                this::timeIsOver);
    }

    private void completed(Future<T> future) {
        if (!todo.remove(future)) {
            return;
        }
        done.add(new Done<>(future));
        wakeNext();
        if (todo.isEmpty() && timer != null) {
            timer.cancel();
        }
    }

    private void timeIsOver() {
        for (Future<T> future : todo) {
            future.removeDoneCallback(completed);
            done.add(new Done<>(null));
            wakeNext();
        }
        todo.clear();
    }

    private void wakeNext() {
        Future<@Nullable Void> waiter = waiters.poll();
        while (waiter != null && waiter.isDone()) {
            waiter = waiters.poll();
        }
        if (waiter != null) {
            waiter.succeed(null);
        }
    }

    private Future<T> takeNext() {
        while (done.isEmpty()) {
            Future<@Nullable Void> waiter = EventLoop.running().createWake(new Undone(todo));
            waiters.add(waiter);
            try {
                waiter.onAwait();
            } catch (Throwable interrupted) {
                waiter.cancel();
                waiters.remove(waiter);
                if (!done.isEmpty() && !waiter.isCancelled()) {
                    wakeNext(); // the wake-up was for whoever takes the item
                }
                throw interrupted;
            }
        }
        Future<T> future = done.remove().future();
        if (future == null) {
            throw new TimeoutError();
        }
        return future;
    }

    /// The next future that is done. **Suspends** if none is. **If cancelled** it comes first the
    /// next time. **Like** `__anext__`.
    /// @throws StopAsyncIteration from awaiting it, if there are no more
    /// @throws TimeoutError from awaiting it, if the time is over
    @Override
    public Coroutine<Future<T>> next() {
        return new Coroutine<>(
                "as_completed",
                () -> {
                    if (left == 0) {
                        throw new StopAsyncIteration();
                    }
                    left--;
                    try {
                        return takeNext();
                    } catch (CancelledError cancelled) {
                        left++; // it took none
                        throw cancelled;
                    }
                });
    }

    /// Coroutines that give the results in the order in which they come. The iterator never
    /// suspends; they do.
    @Override
    public Iterator<Coroutine<T>> iterator() {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return left > 0;
            }

            @Override
            public Coroutine<T> next() {
                if (left == 0) {
                    throw new NoSuchElementException("all futures have been given out");
                }
                left--;
                return new Coroutine<>("as_completed", () -> takeNext().result());
            }
        };
    }
}
