// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.Contextual;
import java.io.PrintStream;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A coroutine that runs beside the others: a future whose result is what the coroutine returns.
///
/// Making one only schedules it; its first step comes on the next turn. It runs until it awaits
/// something that is not there yet; then others run. The loop keeps a task alive until it is done,
/// so a task that nobody holds still finishes.
///
/// **Cancellation** is a request. `cancel()` lets the await at which the task waits throw a
/// [CancelledError], on a later turn; the task may clean up, and may even go on. What counts is how
/// it ends: with a CancelledError it is cancelled, otherwise not. Requests are counted, so that a
/// scope such as `timeout` can tell its own from others'.
///
/// **Thread** loop, all of it, unless marked. **Like** `asyncio.Task`. Make one with `createTask`.
///
/// @param <T> what the coroutine returns
public abstract sealed class Task<T extends @Nullable Object> extends Future<T>
        implements Contextual permits LoopTask {

    Task(EventLoop loop) {
        super(loop);
    }

    /// The task that runs now; null in a callback, or outside the loop. **Thread** any. **Like**
    /// `asyncio.current_task`.
    public static @Nullable Task<?> current() {
        return LoopTask.currentOrNull();
    }

    // ---- cancellation

    /// How many requests to cancel it have not been taken back. **Like** `cancelling`.
    public abstract int cancelling();

    /// Takes one request back; for whoever made it. At zero, a request that has not been delivered
    /// yet is dropped; one that has is not undone. **Suspends** never. **Like** `uncancel`.
    /// @return how many are left, at least 0
    public abstract int uncancel();

    /// Why it was last asked to cancel: by whom, with what message and, in debug mode, from where;
    /// null if never.
    public abstract @Nullable CancelReason cancelReason();

    /// Asks it to come to an end by itself, and cancels it if it has not when `grace` is over. An
    /// await inside `stoppable(...)` is cancelled at once: that is how a server stops accepting
    /// while its requests finish. **Suspends** never. asyncio has nothing like it.
    /// @param grace zero or less cancels at once
    /// @return false if it was done already
    public abstract boolean stop(java.time.Duration grace);

    /// Whether [#stop] was called: time to come to an end.
    public abstract boolean isStopping();

    // ---- who it is

    /// Its name: the given one, or `Task-N`, counted in this JVM. **Like** `get_name`.
    public abstract String name();

    /// Renames it. **Like** `set_name`.
    public abstract void setName(String name);

    /// The coroutine it runs; null once a task that was started eagerly has finished without
    /// suspending. **Like** `get_coro`.
    public abstract @Nullable Coroutine<T> coroutine();

    /// The context it runs in. **Like** `get_context`.
    @Override
    public abstract Context context();

    /// Where it is in its life.
    public enum State {
        /// It has not begun.
        CREATED,
        /// It can go on, when its turn comes.
        READY,
        /// Its code runs, or has blocked the loop.
        RUNNING,
        /// It waits for something.
        WAITING,
        /// It has ended.
        DONE
    }

    /// Where it is in its life. **Thread** loop; from another thread a guess, which is right while
    /// the loop stands still.
    public final State state() {
        return TaskStack.stateOf((LoopTask<?>) this);
    }

    /// How long it has waited for what it waits for, to a few milliseconds; zero if it does not
    /// wait.
    /// **Thread** as [#state()]. asyncio has nothing like it.
    public final java.time.Duration waited() {
        return TaskStack.waited((LoopTask<?>) this);
    }

    /// What it waits for; null if it is ready, runs, has not begun or is done.
    public abstract @Nullable Future<?> waitingOn();

    /// Its stack where it waits or runs, innermost call first, without this library's own frames;
    /// empty if it has not begun or has ended, unless it failed: then where it did. **Like**
    /// `get_stack`, which has the outermost first.
    /// @param limit how many frames at most, the innermost ones; negative is all
    public abstract List<StackTraceElement> stack(int limit);

    /// All of [#stack(int)].
    public final List<StackTraceElement> stack() {
        return stack(-1);
    }

    /// What it failed with; null if it has not failed. For tools: unlike [#exception()] it does not
    /// count as looked at, so a failure that nobody else sees is still reported. **Suspends**
    /// never. asyncio has nothing like it.
    public final @Nullable Throwable peekFailure() {
        Unretrieved mine = failure();
        return mine == null ? null : mine.failure;
    }

    /// Prints [#stack()]. **Like** `print_stack`.
    public final void printStack(PrintStream out) {
        List<StackTraceElement> frames = stack();
        if (frames.isEmpty()) {
            out.println("No stack for " + this);
            return;
        }
        out.println("Stack for " + this + " (most recent call first):");
        frames.forEach(frame -> out.println("  at " + frame));
    }

    // ---- what a future can and a task cannot

    /// @throws IllegalStateException always: only the coroutine sets a task's result
    @Override
    public final void setResult(T result) {
        throw new IllegalStateException("Task does not support set_result operation");
    }

    /// @throws IllegalStateException always: only the coroutine lets a task fail
    @Override
    public final void setException(Throwable failure) {
        throw new IllegalStateException("Task does not support set_exception operation");
    }

    /// Calls `callback` with this task when it is done; see [Future#addDoneCallback(Consumer)].
    /// **Suspends** never.
    public final void whenDone(Consumer<? super Task<T>> callback) {
        add(new DoneCallback<>(this, callback, Context.copyCurrent()));
    }

    @Override
    final String kind() {
        return "Task";
    }
}
