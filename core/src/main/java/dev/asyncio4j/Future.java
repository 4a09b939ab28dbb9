// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.text.Quoted;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A result that will be there later.
///
/// ```
///   PENDING --- setResult ------> FINISHED
///      |    --- setException ---> FAILED
///      +------- cancel ---------> CANCELLED        once; there is no way back
/// ```
///
/// Callbacks and awaiting tasks are told on the next turn, in the order in which they came, never
/// inline. A failure that nobody ever looks at is reported to the loop's exception handler.
/// **Thread** loop, all of it; from elsewhere use `loop.callSoonThreadsafe(() ->
/// future.setResult(x))`. **Like** `asyncio.Future`. Make one with [EventLoop#createFuture()].
///
/// @param <T> the result
public sealed class Future<T extends @Nullable Object> implements Awaitable<T>
        permits Task, GatheringFuture, Handover, WaitFuture, Sleep.Wakeup {

    private static final byte PENDING = 0;
    private static final byte FINISHED = 1;
    private static final byte FAILED = 2;
    private static final byte CANCELLED = 3;

    // set once
    final EventLoop loop;

    // loop only
    private byte state = PENDING;
    private @Nullable Object
            outcome; // FINISHED: the value; FAILED: Unretrieved; CANCELLED: see cancelWith
    private @Nullable Object callbacks; // null, one Callback, or a List of them
    private @Nullable Details details;

    /// What few futures have.
    private static final class Details {
        @Nullable Throwable createdAt; // debug mode
        final Set<Future<?>> awaitedBy = new LinkedHashSet<>(); // what callbacks do not tell
    }

    Future(EventLoop loop) {
        this.loop = loop;
        if (loop.debug()) {
            details().createdAt = new Throwable("created here");
        }
    }

    // ---- looking

    /// Whether it has a result, has failed, or is cancelled. **Like** `done`.
    public final boolean isDone() {
        return state != PENDING;
    }

    /// Whether it was cancelled. **Like** `cancelled`.
    public final boolean isCancelled() {
        return state == CANCELLED;
    }

    /// The result. **Suspends** never.
    /// @throws InvalidStateError if it is pending; `await` waits for it
    /// @throws CancelledError if it was cancelled
    public final T result() {
        if (state == FINISHED) {
            return value();
        }
        if (state == PENDING) {
            throw new InvalidStateError("Result is not set.");
        }
        throw Sneaky.<RuntimeException>as(takeFailure());
    }

    /// What it failed with; null if it has a result. **Suspends** never.
    /// @throws InvalidStateError if it is pending
    /// @throws CancelledError if it was cancelled
    public final @Nullable Throwable exception() {
        return switch (state) {
            case FINISHED -> null;
            case FAILED -> takeFailure();
            case CANCELLED -> throw (CancelledError) takeFailure();
            default -> throw new InvalidStateError("Exception is not set.");
        };
    }

    /// The loop it belongs to. **Like** `get_loop`.
    public final EventLoop loop() {
        return loop;
    }

    /// What `await` does: gives the result, waiting for it if need be. **Suspends** if it is
    /// pending. **If cancelled** the awaiting task, this future is cancelled too; `shield` prevents
    /// that.
    @Override
    public final T onAwait() {
        if (state == FINISHED) {
            return value();
        }
        Await.on(this);
        return result();
    }

    // ---- completing

    /// Makes `result` its result and tells who waits. **Suspends** never.
    /// @throws InvalidStateError if it is done already
    /// @throws IllegalStateException if it is a task
    public void setResult(T result) {
        complete(FINISHED, result);
    }

    /// Lets it fail. **Suspends** never.
    /// @throws InvalidStateError if it is done already
    /// @throws IllegalStateException if it is a task
    public void setException(Throwable failure) {
        fail(Objects.requireNonNull(failure, "failure"));
    }

    /// Cancels it, and with it whoever awaits it. **Suspends** never.
    /// @return false if it was done already; a failure counts as seen then
    public final boolean cancel() {
        return cancel((String) null);
    }

    /// [#cancel()] with a message for the CancelledError; null is none.
    public final boolean cancel(@Nullable String message) {
        if (isDone()) {
            markRetrieved(); // who cancels a failed future does not want its result
            return false;
        }
        return cancel(CancelReason.here(loop, message));
    }

    boolean cancel(CancelReason reason) {
        if (state != PENDING) {
            markRetrieved();
            return false;
        }
        cancelFor(reason);
        return true;
    }

    final void cancelFor(CancelReason reason) {
        complete(CANCELLED, reason);
    }

    /// Ends cancelled because `error` came up: the first to ask gets that very object.
    final void cancelWith(CancelledError error) {
        complete(CANCELLED, error);
    }

    final void succeed(T result) {
        complete(FINISHED, result);
    }

    final void fail(Throwable failure) {
        ensurePending();
        complete(FAILED, Unretrieved.watch(this, failure));
    }

    /// Sets the result, unless a cancellation came first.
    final void succeedUnlessDone(T result) {
        if (state == PENDING) {
            complete(FINISHED, result);
        }
    }

    private void complete(byte newState, @Nullable Object newOutcome) {
        ensurePending();
        Object told = callbacks;
        if (told != null && loop.debug()) {
            loop.ensureMayTell();
        }
        state = newState;
        outcome = newOutcome;
        if (told == null) {
            return;
        }
        callbacks = null;
        if (told instanceof Callback one) {
            one.schedule(this);
        } else {
            for (Callback each : many(told)) {
                each.schedule(this);
            }
        }
    }

    private void ensurePending() {
        if (state != PENDING) {
            throw new InvalidStateError("invalid state");
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // FINISHED: complete() put a T there
    private T value() {
        return (T) outcome;
    }

    private Throwable takeFailure() {
        if (outcome instanceof Unretrieved watch) {
            watch.retrieved();
            return watch.failure;
        }
        return makeCancelledError();
    }

    /// The error that a retrieval of this cancelled future throws: the original once, then fresh
    /// ones.
    final CancelledError makeCancelledError() {
        if (outcome instanceof CancelledError original) {
            CancelReason reason = original.reason();
            outcome =
                    reason == null
                            ? null
                            : reason.withoutMessage(); // as asyncio: fresh ones have none
            return original;
        }
        return outcome instanceof CancelReason reason
                ? new CancelledError(reason.message(), reason)
                : new CancelledError();
    }

    /// The error that stands for this cancelled future among results, as asyncio makes it: with a
    /// message if it was itself cancelled with one, with an empty text if its code ended so.
    final CancelledError cancellationAsResult() {
        if (outcome instanceof CancelReason reason) {
            String message = reason.message();
            return new CancelledError(message == null ? "" : message, reason);
        }
        return new CancelledError(
                "", outcome instanceof CancelledError original ? original.reason() : null);
    }

    /// The failure without marking it as seen; null if it has not failed.
    final @Nullable Unretrieved failure() {
        return outcome instanceof Unretrieved watch ? watch : null;
    }

    /// Marks the failure, if any, as seen: nobody needs to be told.
    final void markRetrieved() {
        if (outcome instanceof Unretrieved watch) {
            watch.retrieved();
        }
    }

    // ---- callbacks

    /// Calls `callback` with this future when it is done, on the next turn after that; at once
    /// queued if it is done already. It runs in a copy of the current context. What it throws goes
    /// to the exception handler. The same callback may be added several times. **Suspends** never.
    public void addDoneCallback(Consumer<? super Future<T>> callback) {
        addDoneCallback(Context.copyCurrent(), callback);
    }

    /// [#addDoneCallback(Consumer)] in this very context.
    public void addDoneCallback(Context context, Consumer<? super Future<T>> callback) {
        add(new DoneCallback<>(this, callback, context));
    }

    /// Takes a callback back, all of its additions, and tells how many. **Suspends** never.
    public final int removeDoneCallback(Object callback) {
        Object told = callbacks;
        if (told instanceof Callback one) {
            if (one.isFor(callback)) {
                callbacks = null;
                return 1;
            }
            return 0;
        }
        if (told == null) {
            return 0;
        }
        List<Callback> all = many(told);
        int before = all.size();
        all.removeIf(each -> each.isFor(callback));
        return before - all.size();
    }

    final void add(Callback callback) {
        if (state != PENDING) {
            callback.schedule(this);
            return;
        }
        Object told = callbacks;
        if (told == null) {
            callbacks = callback;
        } else if (told instanceof Callback one) {
            List<Callback> all = new ArrayList<>(4);
            all.add(one);
            all.add(callback);
            callbacks = all;
        } else {
            many(told).add(callback);
        }
    }

    @SuppressWarnings("unchecked") // the field is null, a Callback, or this
    private static List<Callback> many(Object told) {
        return (List<Callback>) told;
    }

    // ---- who waits

    /// The futures that wait for this one now: tasks that await it, and what gathers or shields it.
    /// A copy. **Thread** loop. **Like** the `awaited_by` set of 3.14.
    public final Set<Future<?>> awaitedBy() {
        return awaiters().first(Integer.MAX_VALUE);
    }

    /// The first of [#awaitedBy()], at most so many: a report need not name all of ten thousand.
    /// **Thread** loop. **Shape** 0 or less is none. asyncio has nothing like it.
    public final Set<Future<?>> awaitedBy(int limit) {
        return callbacks == null && details == null ? Set.of() : awaiters().first(limit);
    }

    /// How many wait for it now, without a copy. One that waits in two ways, as by two `gather`s,
    /// counts twice. **Thread** loop. asyncio has nothing like it.
    public final int awaiterCount() {
        return awaiters().count();
    }

    private Awaiters awaiters() {
        return new Awaiters(callbacks, details == null ? Set.of() : details.awaitedBy);
    }

    /// What it stands for; null if nobody said. asyncio has nothing like it.
    public @Nullable WaitPoint waitPoint() {
        return null;
    }

    final void addAwaiter(Future<?> waiter) {
        details().awaitedBy.add(waiter);
    }

    final void discardAwaiter(Future<?> waiter) {
        if (details != null) {
            details.awaitedBy.remove(waiter);
        }
    }

    private Details details() {
        Details mine = details;
        if (mine == null) {
            mine = new Details();
            details = mine;
        }
        return mine;
    }

    // ---- texts

    final @Nullable Throwable createdAt() {
        return details == null ? null : details.createdAt;
    }

    /// What messages call this type.
    String kind() {
        return "Future";
    }

    /// The text form, with the state as given.
    String described(String stateWord) {
        return "<" + kind() + " " + stateWord + ">";
    }

    final String stateWord() {
        return switch (state) {
            case PENDING -> "pending";
            case FINISHED -> "finished result=" + Quoted.shown(outcome);
            case FAILED ->
                    "finished exception="
                            + (outcome instanceof Unretrieved w ? Quoted.shown(w.failure) : "");
            default -> "cancelled";
        };
    }

    /// `<Future pending>`, `<Future finished result=...>`, `<Future finished exception=...>` or
    /// `<Future cancelled>`.
    @Override
    public String toString() {
        return described(stateWord());
    }

    /// [#toString()] without other futures in it.
    String describedAlone() {
        return toString();
    }
}
