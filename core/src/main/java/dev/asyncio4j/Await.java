// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Passenger;
import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Choices.Injection;
import org.jspecify.annotations.Nullable;

/// The door: the only place from which a task suspends.
///
/// Everything that waits in this library waits by awaiting a future ([#on]) or by giving up its
/// turn ([#nextTurn]). Before it suspends, the choice oracle, if there is one, may cancel or fail
/// the await; afterwards it may put a failure in the place of the result. **Thread** loop, inside a
/// task.
final class Await {

    private Await() {}

    /// Waits until `future` is done; its result is then there. Also returns, by throwing, if the
    /// task is cancelled.
    static void on(Future<?> future) {
        LoopTask<?> task = ensureInTask();
        if (!future.isDone()) {
            if (future.loop != task.loop) {
                throw failNextTurn(
                        task,
                        "Task " + task + " got Future " + future + " attached to a different loop");
            } else if (future == task) {
                throw failNextTurn(task, "Task cannot await on itself: " + task);
            }
            Choices choices = prepare(task, future);
            if (choices == null) {
                task.suspend();
            } else {
                task.suspend();
                askForFailure(choices, future);
            }
            if (!future.isDone()) {
                throw new IllegalStateException(
                        task + " was woken although " + future + " is not done");
            }
        }
        Unretrieved failure = future.failure();
        if (failure != null) {
            failure.awaitedBy(task);
        }
    }

    /// Lets `task` be woken when `future` is done. Gives the oracle, if there is one, which is to
    /// be
    /// asked again when it was woken.
    static @Nullable Choices prepare(LoopTask<?> task, Future<?> future) {
        task.waitingOn = future;
        task.since = task.loop.beat().stamp();
        future.add(task);
        task.passOnCancel(future);
        Choices choices = task.loop.choices();
        if (choices != null) {
            ask(choices, task, canFail(future));
        }
        return choices;
    }

    /// Gives up the turn: the task goes on in the next one. **Like** a bare `yield`, or `sleep(0)`.
    static void nextTurn() {
        LoopTask<?> task = ensureInTask();
        if (task.loop.readyCount() == 0 // asked first: a busy loop pays for no more than this
                && mayStay(task)
                && task.loop.takeEmptyTurn()) {
            return;
        }
        task.loop.makeReady(task);
        Choices choices = task.loop.choices();
        if (choices != null) {
            ask(choices, task, true);
        }
        task.suspend();
    }

    /// Whether its next step would go on unchanged, if that were the loop's next one, too.
    private static boolean mayStay(LoopTask<?> task) {
        return task.strand != null
                && task.closing == 0
                && !task.mustCancel
                && !task.loop.stepsEagerly;
    }

    /// A misuse is an error of the await, and arrives on the next turn, as in asyncio.
    private static IllegalStateException failNextTurn(LoopTask<?> task, String rule) {
        IllegalStateException misuse = new IllegalStateException(rule);
        task.thrown = misuse;
        task.loop.makeReady(task);
        task.suspend(); // throws it, or a CancelledError that came first
        return misuse;
    }

    private static void ask(Choices choices, LoopTask<?> task, boolean canFail) {
        @Nullable Injection injection = choices.atAwait(canFail);
        switch (injection) {
            case null -> {}
            case Injection.Cancel(String message) -> task.cancel(message);
            case Injection.Raise(RuntimeException failure) -> injectFailure(task, failure);
        }
    }

    /// Asks whether an await that is about to give a result is to fail instead.
    static void askForFailure(Choices choices, Future<?> done) {
        if (done.isDone() && !done.isCancelled() && done.failure() == null) {
            RuntimeException failure = choices.atCompletion(canFail(done));
            if (failure != null) {
                throw failure;
            }
        }
    }

    /// Whether it may fail in life: what primitives wait for only comes, or is cancelled.
    private static boolean canFail(Future<?> future) {
        return !(future instanceof Wake || future instanceof Handover);
    }

    /// Lets the await fail at which `task` waits, or is about to.
    static void injectFailure(LoopTask<?> task, Throwable failure) {
        Future<?> awaited = task.waitingOn;
        if (awaited != null && awaited.isDone()) {
            return; // cancelled just now: that is on its way already
        }
        task.thrown = failure;
        if (awaited != null) { // wait for the next turn instead
            awaited.removeDoneCallback(task);
            ChildDone.tell(awaited, Future::markRetrieved, null); // the task would have seen it
            task.waitingOn = null;
            task.loop.makeReady(task);
        }
    }

    /// The current task.
    /// @throws IllegalStateException if there is none
    static LoopTask<?> ensureInTask() {
        LoopTask<?> task = LoopTask.currentOrNull();
        if (task == null) {
            throw new IllegalStateException(
                    "await outside a coroutine: start one with run(...), or with createTask(...) on"
                            + " a running loop"
                            + Passenger.whyNone());
        }
        return task;
    }
}
