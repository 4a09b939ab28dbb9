// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.Seconds;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Something that a task can wait for as one of several: [Select] does exactly one of them.
///
/// The primitives prepare them (`queue.getting()`, `sender.sending(item)`, `event.waiting()`,
/// `lock.acquiring()`), and so do the methods here for time and futures. What cannot be left
/// without
/// a trace has none: a [Condition] would have to give its lock back, and who has come to a
/// [Barrier] has come. Preparing does nothing
/// yet. An operation that is not the one that is done has not happened at all: nothing was taken
/// out, put in or acquired. Awaited by itself, it is done alone. It may be used again and again.
/// **Thread** loop. **Source** the events of J. Reppy's Concurrent ML, 1991, where [#map] is
/// `wrap`.
///
/// @param <T> what doing it gives
public abstract class Operation<T extends @Nullable Object> implements Awaitable<T> {

    /// What [#attempt] and [#claim] give when it cannot be done without waiting.
    static final Object NOT_YET = new Object();

    Operation() {}

    // ---- operations on things that have none of their own

    /// Waits until so many seconds from now have passed, however often it is used. **Suspends**
    /// never; awaiting it does.
    /// @throws IllegalArgumentException if `seconds` is not a number
    /// @throws IllegalStateException if no loop runs here
    public static Operation<@Nullable Void> after(double seconds) {
        return afterNanos(Seconds.toNanos("delay", seconds));
    }

    /// [#after(double)], by duration.
    public static Operation<@Nullable Void> after(Duration delay) {
        return afterNanos(Seconds.toNanos(delay));
    }

    private static Operation<@Nullable Void> afterNanos(long nanos) {
        EventLoop loop = EventLoop.running();
        return new Alarm(loop, Seconds.plus(loop.nanos(), nanos));
    }

    /// Waits until `future` is done, and gives its result or fails as it did. The future itself is
    /// left alone, whatever is done instead. **Suspends** never; awaiting it does, and fails with
    /// an
    /// IllegalStateException if it has to wait for a future of another loop.
    public static <T extends @Nullable Object> Operation<T> of(Future<T> future) {
        return new Outcome<>(Objects.requireNonNull(future, "future"));
    }

    /// The same, with `function` applied to what it gives, once it is done. The function runs in
    /// the task, and may await.
    public final <R extends @Nullable Object> Operation<R> map(
            Function<? super T, ? extends R> function) {
        return new Mapped<>(this, Objects.requireNonNull(function, "function"));
    }

    /// Does it. **Suspends** if that is not possible at once. **If cancelled** it has not happened.
    @Override
    public final T onAwait() {
        return Select.inOrder(List.of(this));
    }

    /// Refuses to wait here for something of another loop: the wake-up would come from there.
    /// @throws IllegalStateException if it is one
    static void ensureHere(EventLoop loop, Object what) {
        if (loop != EventLoop.running()) {
            throw new IllegalStateException(what + " belongs to a different event loop");
        }
    }

    // ---- for Select, in the task

    /// Does it if that is possible without waiting; else gives NOT_YET.
    abstract @Nullable Object attempt();

    /// Takes a place to be woken at when it may be possible.
    abstract Place enter(Future<Boolean> ticket);

    /// Leaves the place it was woken at, and does it; NOT_YET if another was faster.
    abstract @Nullable Object claim(Place place);

    /// Leaves the place without doing it. If it was woken there, that is passed on.
    abstract void withdraw(Place place);

    /// An operation and what is made of its result.
    private static final class Mapped<S extends @Nullable Object, R extends @Nullable Object>
            extends Operation<R> {

        private final Operation<S> operation;
        private final Function<? super S, ? extends R> function;

        Mapped(Operation<S> operation, Function<? super S, ? extends R> function) {
            this.operation = operation;
            this.function = function;
        }

        @Override
        @Nullable Object attempt() {
            return mapped(operation.attempt());
        }

        @SuppressWarnings({"unchecked", "NullAway"}) // the operation gave an S
        private @Nullable Object mapped(@Nullable Object result) {
            return result == NOT_YET ? NOT_YET : function.apply((S) result);
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return operation.enter(ticket);
        }

        @Override
        @Nullable Object claim(Place place) {
            return mapped(operation.claim(place));
        }

        @Override
        void withdraw(Place place) {
            operation.withdraw(place);
        }

        @Override
        public String toString() {
            return operation.toString();
        }
    }
}
