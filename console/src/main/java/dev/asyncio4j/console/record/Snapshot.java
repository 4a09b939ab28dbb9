// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loop at one moment, as the loop itself tells it. **Thread** any.
///
/// @param clock the loop's clock, in nanoseconds
/// @param total how many tasks are not done
/// @param ready how many of them can go on
/// @param timers how many timers are set
/// @param cards the tasks that are shown: all, or a sample
/// @param crowds all tasks by what they do, the largest crowd first
/// @param places where tasks wait: locks, queues and their like
/// @param isSilent whether nothing the loop knows of will ever wake it
/// @param deadlock who waits for whom in vain, as text; null unless it is silent
record Snapshot(
        long clock,
        int total,
        int ready,
        int timers,
        List<Card> cards,
        List<Crowd> crowds,
        List<Place> places,
        boolean isSilent,
        @Nullable String deadlock) {

    static final Snapshot NONE =
            new Snapshot(0, 0, 0, 0, List.of(), List.of(), List.of(), false, null);

    /// What a task is doing.
    enum State {
        /// It has not begun.
        NEW,
        /// It can go on.
        READY,
        /// It is the one whose step runs, or is held before it.
        RUNNING,
        /// It waits.
        WAITING
    }

    /// One task.
    ///
    /// @param number the task's
    /// @param task itself, for its stack
    /// @param awaited what it waits for; null if it does not
    /// @param place the number of the place where it waits; 0 if it is none
    /// @param due when its sleep ends, on the loop's clock; negative if it does not sleep
    /// @param awaits whose move it is: the numbers of tasks
    record Card(
            int number,
            Task<?> task,
            @Nullable Future<?> awaited,
            String name,
            @Nullable String code,
            State state,
            @Nullable String what,
            int place,
            long waitedNanos,
            long due,
            List<Integer> awaits) {}

    /// Many tasks that run the same code and wait for the same.
    record Crowd(@Nullable String code, String what, int count) {}

    /// Where tasks wait.
    ///
    /// @param holders whose move it is: the numbers of tasks
    /// @param waiters the numbers of those who wait, the first some
    /// @param count how many wait
    record Place(
            int number, String what, List<Integer> holders, List<Integer> waiters, int count) {}
}
