// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// The oracle: decides whatever asyncio leaves open, so that a test can decide it again in the same
/// way.
///
/// A loop without one (the default) is first in, first out, and pays nothing. With one, it asks
/// here for every order that a program must not rely on, and at every suspension whether to inject
/// a cancellation or a failure. A schedule is the list of the answers: give the same answers and
/// the same program runs the same way. **Thread** loop.
public interface Choices {

    /// What is being chosen.
    enum Kind {
        /// Which of the timers with the same deadline fires next.
        EQUAL_TIMERS,
        /// Which of the results of one poll is handled next.
        POLL_RESULTS,
        /// Which of the results of calls on other threads comes next; only with virtual time, for
        /// without it they come when they come. While something is ready, the first answers mean:
        /// none yet.
        THREAD_RESULTS,
        /// Which of several operations, all of which are wanted, is tried next by one that does any
        /// of them. Without an oracle, chance decides.
        SELECT,
        /// Which ready callback or step runs next; only if [#choosesReadyOrder()], for asyncio
        /// promises first come, first served.
        READY
    }

    /// The index of the one to take next.
    /// @param count how many there are to choose from, at least 2
    /// @return 0 to `count - 1`; 0 is what a loop without oracle takes
    int choose(Kind kind, int count);

    /// Whether [#choose] is to be asked for the ready order too. Read once, when the loop is made.
    default boolean choosesReadyOrder() {
        return false;
    }

    /// [#choose] for the ready order, for an oracle that looks at whom it chooses from.
    /// @param candidates gives the candidate at an index, which is valid during this call
    default int chooseReady(int count, IntFunction<Ready> candidates) {
        return choose(Kind.READY, count);
    }

    /// Whether something ready may also have to wait for a later turn, as if the others had been
    /// quicker: then a turn runs one step only. Read once, when the loop is made; only if
    /// [#choosesReadyOrder()].
    default boolean mayDefer() {
        return false;
    }

    /// Told of each callback and step that is about to run. What it throws leaves the loop.
    default void beforeStep(Ready step) {
        // most only choose
    }

    /// Asked each time a task is about to suspend: what to do to it there, or null for nothing.
    /// @param canFail whether what it awaits can fail in life; a place in a wait queue cannot, it
    ///     can only be cancelled
    default @Nullable Injection atAwait(boolean canFail) {
        return null;
    }

    /// Asked each time an await that suspended is about to give a result: what it is to throw
    /// instead, or null for nothing. The result is lost.
    /// @param canFail as for [#atAwait]
    default @Nullable RuntimeException atCompletion(boolean canFail) {
        return null;
    }

    /// What can be done to a task that is about to suspend.
    sealed interface Injection {

        /// Requests its cancellation, as `task.cancel(message)` would just then.
        record Cancel(@Nullable String message) implements Injection {}

        /// Lets the await fail on the next turn.
        record Raise(RuntimeException failure) implements Injection {}
    }
}
