// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Handle;
import dev.asyncio4j.loop.Seconds;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A limit on the time that a block of code may take.
///
/// ```
///   CREATED --- use ---> ACTIVE --- the block ends ---> FINISHED
///                          |
///                          +--- the deadline comes ---> EXPIRING --- the block ends ---> EXPIRED
/// ```
///
/// At the deadline the task is cancelled; when the CancelledError comes out of the block, it
/// becomes a [TimeoutError]. If somebody else has cancelled the task too, the CancelledError stays
/// what it is. A block that does not suspend cannot time out. **Thread** loop, inside a task.
/// **Like** `asyncio.timeout`, with the block as a lambda, because `close()` cannot turn one
/// exception into another.
public final class Timeout {

    private enum State {
        CREATED,
        ACTIVE,
        EXPIRING,
        EXPIRED,
        FINISHED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final long NEVER = Long.MAX_VALUE;

    // loop only
    private State state = State.CREATED;
    private long dueNanos;
    private @Nullable LoopTask<?> task;
    private @Nullable Handle timer;
    private int cancellingBefore;

    /// @param dueNanos on the loop's clock; [#NEVER] is no limit
    Timeout(long dueNanos) {
        this.dueNanos = dueNanos;
    }

    /// Runs `body` under this limit. **Suspends** where the body does. **If cancelled** so is the
    /// body.
    /// @throws TimeoutError from awaiting it, if the deadline came first
    /// @throws IllegalStateException from awaiting it, if this limit has been used before, or
    ///     outside a task
    public <T extends @Nullable Object> Coroutine<T> use(Body<T> body) {
        Objects.requireNonNull(body, "body");
        ScopeBody<T> scope = () -> body(body);
        return new Coroutine<>("timeout", scope);
    }

    /// [#use(Body)] for code that returns nothing.
    public Coroutine<@Nullable Void> use(Body.OfNothing body) {
        Objects.requireNonNull(body, "body");
        return use(
                () -> {
                    body.run();
                    return null;
                });
    }

    <T extends @Nullable Object> T body(Body<T> body) throws Exception {
        enter();
        try {
            T result = body.run();
            exit(null);
            return result;
        } catch (Throwable failure) {
            throw Sneaky.<RuntimeException>as(exit(failure));
        }
    }

    private void enter() {
        if (state != State.CREATED) {
            throw new IllegalStateException("Timeout has already been entered");
        }
        LoopTask<?> current = LoopTask.currentOrNull();
        if (current == null) {
            throw new IllegalStateException("Timeout should be used inside a task");
        }
        state = State.ACTIVE;
        task = current;
        cancellingBefore = current.cancelling();
        setTimer(current.loop);
    }

    private Throwable exit(@Nullable Throwable failure) {
        Handle pending = timer;
        if (pending != null) {
            pending.cancel();
            timer = null;
        }
        LoopTask<?> mine = task;
        if (state == State.EXPIRING && mine != null) {
            state = State.EXPIRED;
            boolean onlyOurs = mine.uncancel() <= cancellingBefore;
            if (onlyOurs && failure instanceof CancelledError cancelled) {
                return new TimeoutError(null, cancelled);
            } else if (onlyOurs && failure != null) {
                failure.addSuppressed(new TimeoutError()); // it failed after the deadline
            }
        } else if (state == State.ACTIVE) {
            state = State.FINISHED;
        }
        return failure == null ? new TimeoutError() : failure;
    }

    private void expire() {
        LoopTask<?> mine = task;
        if (mine != null) {
            timer = null;
            state = State.EXPIRING;
            mine.cancel(CancelReason.of(null, "timeout"));
        }
    }

    private void setTimer(EventLoop loop) {
        Handle pending = timer;
        if (pending != null) {
            pending.cancel();
            timer = null;
        }
        if (dueNanos == NEVER) {
            return;
        }
        timer =
                dueNanos <= loop.nanos()
                        ? loop.callSoon(this::expire)
                        : loop.callAtNanos(dueNanos, Context.copyCurrent(), this::expire);
    }

    /// Moves the deadline: later, earlier, or into the past, which is at once. **Suspends** never.
    /// **Like** `Timeout.reschedule(when)`.
    /// @param when on the loop's clock, in seconds; positive infinity takes the limit away, as
    ///     [#off()] does
    /// @throws IllegalStateException unless the block is running and the deadline has not come
    public void reschedule(double when) {
        move(when == Double.POSITIVE_INFINITY ? NEVER : Seconds.toNanos("when", when));
    }

    /// Takes the limit away. **Like** `Timeout.reschedule(None)`.
    /// @throws IllegalStateException unless the block is running and the deadline has not come
    public void off() {
        move(NEVER);
    }

    private void move(long newDueNanos) {
        LoopTask<?> mine = task;
        if (state == State.CREATED) {
            throw new IllegalStateException("Timeout has not been entered");
        }
        if (state != State.ACTIVE || mine == null) {
            throw new IllegalStateException("Cannot change state of " + state + " Timeout");
        }
        dueNanos = newDueNanos;
        setTimer(mine.loop);
    }

    /// The deadline on the loop's clock, in seconds; positive infinity if there is none. **Like**
    /// `Timeout.when`.
    public double when() {
        return dueNanos == NEVER ? Double.POSITIVE_INFINITY : dueNanos / 1e9;
    }

    /// Whether the deadline has come while the block ran. **Like** `Timeout.expired`.
    public boolean isExpired() {
        return state == State.EXPIRING || state == State.EXPIRED;
    }

    /// `<Timeout [active] when=...>`.
    @Override
    public String toString() {
        String when =
                dueNanos == NEVER ? "None" : String.format(Locale.ROOT, "%.3f", dueNanos / 1e9);
        return "<Timeout [" + state + "]" + (state == State.ACTIVE ? " when=" + when : "") + ">";
    }
}
