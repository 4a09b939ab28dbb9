// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.Coroutine;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs a program under many schedules, each on a new loop with virtual time.
///
/// ```java
/// Schedules.explore(1000, () -> async(() -> {
///     var account = new Account(100);
///     await(gather(account.withdraw(80), account.withdraw(80)));
///     assertThat(account.balance()).isNotNegative();
/// }));
/// ```
///
/// It fails with a line such as `asyncio4j.schedule=pct:17:3:120 ...`; run with
/// `-Dasyncio4j.schedule=pct:17:3:120`, it tries that schedule only. [Explorer] has the options.
/// **Thread** one that runs no loop; the coroutines run on it, or on one that is made for them.
public final class Schedules {

    private Schedules() {}

    /// Runs what `program` makes under so many schedules: first in, first out, then in turn
    /// shuffled
    /// rounds, random walks and priorities. The program must be made anew each time, with all that
    /// it changes.
    /// @throws ScheduleError if one of them lets it fail: the main coroutine by throwing, or by
    ///     never ending, a callback or a task by a failure that nobody gets
    /// @throws IllegalArgumentException if `schedules` is less than 1
    public static void explore(int schedules, Supplier<? extends Coroutine<?>> program) {
        Explorer.defaults().withSchedules(schedules).explore(program);
    }

    /// Runs what `program` makes under one schedule, with a trace.
    public static Outcome run(Schedule schedule, Supplier<? extends Coroutine<?>> program) {
        return Explorer.defaults().run(schedule, program);
    }

    /// How a run under a schedule went.
    ///
    /// @param recorded the schedule as the list of its decisions
    /// @param trace what ran when, a line a step; the same for each run
    /// @param failure what it failed with; null if it did not
    public record Outcome(Schedule recorded, List<String> trace, @Nullable Throwable failure) {}
}
