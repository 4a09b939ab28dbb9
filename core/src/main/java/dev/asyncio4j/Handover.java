// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A future for what either happens or does not, whoever cancels the task that awaits it: with it,
/// primitives are made whose items cannot be lost between two tasks.
///
/// ```
///   PENDING --- setResult ---> the task gets it, cancelled or not
///      |
///      +------- cancel, if `withdrawal` agrees ---> the task gets the CancelledError
/// ```
///
/// A plain future can be done and its task cancelled all the same, before the task goes on: the
/// task then gets a CancelledError, and what the future had for it is gone, unless somebody gives
/// it back. Here, once the result is set, a cancellation is too late: it comes at the task's next
/// await that suspends, and if there is none, the task ends as its code does.
///
/// `withdrawal` is asked before a cancellation hits: it takes back what was arranged (a place in a
/// line, say) and gives true; or false, if it cannot be taken back because a result is on its way
/// from another thread. Then the task waits for that.
///
/// **Thread** loop. **Like** nothing in asyncio; the idea is that of Trio's
/// `wait_task_rescheduled`, whose `abort_fn` is `withdrawal`.
///
/// @param <T> the result
public final class Handover<T extends @Nullable Object> extends Future<T> {

    // set once
    private final @Nullable WaitPoint point;
    private final BooleanSupplier withdrawal;

    /// A pending one, that can be withdrawn as long as it is.
    public Handover(EventLoop loop) {
        this(loop, () -> true);
    }

    /// A pending one.
    /// @param withdrawal gives whether nothing has happened, and then nothing ever will; it is
    ///     called on the loop
    public Handover(EventLoop loop, BooleanSupplier withdrawal) {
        this(loop, null, withdrawal);
    }

    /// A pending one that stands for something: reports then tell what its awaiters wait for.
    /// @param point what it stands for; null if nobody says
    /// @param withdrawal as above
    public Handover(EventLoop loop, @Nullable WaitPoint point, BooleanSupplier withdrawal) {
        super(Objects.requireNonNull(loop, "loop"));
        this.point = point;
        this.withdrawal = Objects.requireNonNull(withdrawal, "withdrawal");
    }

    /// Whether the task is to get what there is, cancelled or not.
    boolean hasHappened() {
        return isDone() && !isCancelled();
    }

    @Override
    public @Nullable WaitPoint waitPoint() {
        return point;
    }

    @Override
    boolean cancel(CancelReason reason) {
        return (isDone() || withdrawal.getAsBoolean()) && super.cancel(reason);
    }

    @Override
    String kind() {
        return "Handover";
    }
}
