// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Runner;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Looks for a schedule under which a program fails. Immutable; each `with` returns a changed copy.
///
/// The first run is first in, first out, and is measured. Those that follow take the kinds in turn,
/// with the seeds from `seed` on. With injections, each await of the first run is hit once; then
/// random ones under the schedules of all kinds.
///
/// A failure is anything that the main coroutine throws, a deadlock, a run of more than `maxSteps`,
/// and what goes to the loop's exception handler. Where the schedule injects, that cancellation or
/// fault itself is none.
///
/// @param schedules how many runs at most, at least 1
/// @param seed of the first run; the others count on
/// @param kinds the kinds of schedules, not empty
/// @param injections what is done to awaits; empty is nothing
/// @param maxSteps how many steps a run may take, at least 1
/// @param strict whether swallowed cancellations and coroutines that are never awaited are failures
public record Explorer(
        int schedules,
        long seed,
        List<Schedule.Kind> kinds,
        List<Injection> injections,
        long maxSteps,
        boolean strict) {

    private static final int DEEPEST = 3;

    /// What can be done to an await.
    public enum Injection {
        /// Its task is cancelled there.
        CANCEL,
        /// It fails on the next turn.
        FAULT,
        /// It fails instead of giving its result.
        FAULT_AFTER
    }

    /// Checks the parts.
    /// @throws IllegalArgumentException if a number is out of range, or there are no kinds
    public Explorer {
        if (schedules < 1) {
            throw new IllegalArgumentException("schedules: " + schedules + " (expected: >= 1)");
        }
        if (maxSteps < 1) {
            throw new IllegalArgumentException("maxSteps: " + maxSteps + " (expected: >= 1)");
        }
        kinds = List.copyOf(kinds);
        injections = List.copyOf(injections);
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("kinds: [] (expected: at least one)");
        }
    }

    /// 1,000 schedules from seed 1: rounds, random walks and priorities, no injections, at most a
    /// million steps a run; not strict.
    public static Explorer defaults() {
        return new Explorer(
                1000,
                1,
                List.of(Schedule.Kind.ROUNDS, Schedule.Kind.WALK, Schedule.Kind.PCT),
                List.of(),
                1_000_000,
                false);
    }

    /// The same for another number of schedules.
    public Explorer withSchedules(int newSchedules) {
        return new Explorer(newSchedules, seed, kinds, injections, maxSteps, strict);
    }

    /// The same with other seeds.
    public Explorer withSeed(long newSeed) {
        return new Explorer(schedules, newSeed, kinds, injections, maxSteps, strict);
    }

    /// The same with these kinds of schedules only. `OPEN` is for programs that rely on the ready
    /// order, which asyncio promises.
    public Explorer withKinds(Schedule.Kind... newKinds) {
        return new Explorer(schedules, seed, List.of(newKinds), injections, maxSteps, strict);
    }

    /// The same with these things done to awaits, one a run.
    public Explorer withInjections(Injection... newInjections) {
        return new Explorer(schedules, seed, kinds, List.of(newInjections), maxSteps, strict);
    }

    /// The same with another limit for each run.
    public Explorer withMaxSteps(long newMaxSteps) {
        return new Explorer(schedules, seed, kinds, injections, newMaxSteps, strict);
    }

    /// The same, where what [strict][LoopOptions#strict] mode reports is a failure, or not.
    public Explorer withStrict(boolean newStrict) {
        return new Explorer(schedules, seed, kinds, injections, maxSteps, newStrict);
    }

    /// Runs what `program` makes under these schedules; or, if the system property
    /// `asyncio4j.schedule` is set, under that one only. **Thread** one that runs no loop.
    /// @throws ScheduleError if one of them lets it fail
    public void explore(Supplier<? extends Coroutine<?>> program) {
        Finding found = find(program);
        if (found != null) {
            throw new ScheduleError(found);
        }
    }

    /// Runs what `program` makes under that schedule only. **Thread** one that runs no loop.
    /// @throws ScheduleError if it fails
    public void replay(Schedule schedule, Supplier<? extends Coroutine<?>> program) {
        Finding found = onDriver(() -> tryOnly(schedule, program));
        if (found != null) {
            throw new ScheduleError(found);
        }
    }

    /// [#explore], giving what it finds; null if nothing fails.
    public @Nullable Finding find(Supplier<? extends Coroutine<?>> program) {
        return onDriver(() -> search(program));
    }

    /// Runs what `program` makes under one schedule, with a trace. **Thread** one that runs no
    /// loop.
    public Schedules.Outcome run(Schedule schedule, Supplier<? extends Coroutine<?>> program) {
        return onDriver(
                () -> {
                    Play play = Play.traced(schedule);
                    Throwable failure = play(play, schedule, program);
                    return new Schedules.Outcome(play.recorded(), play.trace(), failure);
                });
    }

    /// A schedule under which a program fails.
    ///
    /// @param schedule the schedule
    /// @param number which of the tried ones it was, counting from 1
    /// @param failure what the program failed with
    /// @param trace what ran when, a line a step
    /// @param repeats whether a second run failed in the same way, with the same trace; if not, the
    ///     program depends on something else than the schedule
    public record Finding(
            Schedule schedule, int number, Throwable failure, List<String> trace, boolean repeats) {

        /// One line, which begins with what runs it again.
        @Override
        public String toString() {
            return Schedule.PROPERTY
                    + "="
                    + schedule
                    + " (schedule "
                    + number
                    + (repeats
                            ? ")"
                            : "; it does not repeat: the program depends on something else)")
                    + " fails with "
                    + String.valueOf(failure).replaceAll("\\s*\\R\\s*", " ");
        }
    }

    // ---- searching

    private @Nullable Finding search(Supplier<? extends Coroutine<?>> program) {
        String wished = System.getProperty(Schedule.PROPERTY);
        if (wished != null) {
            return tryOnly(Schedule.parse(wished), program);
        }
        Play first = Play.of(Schedule.fifo());
        Throwable failure = play(first, Schedule.fifo(), program);
        if (failure != null) {
            return finding(Schedule.fifo(), 1, failure, program);
        }
        for (int i = 1; i < schedules; i++) {
            Schedule schedule = schedule(i, first);
            failure = play(Play.of(schedule), schedule, program);
            if (failure != null) {
                return finding(schedule, i + 1, failure, program);
            }
        }
        return null;
    }

    private @Nullable Finding tryOnly(Schedule only, Supplier<? extends Coroutine<?>> program) {
        Throwable failure = play(Play.of(only), only, program);
        return failure == null ? null : finding(only, 1, failure, program);
    }

    private Finding finding(
            Schedule schedule,
            int number,
            Throwable failure,
            Supplier<? extends Coroutine<?>> program) {
        Schedules.Outcome one = run(schedule, program);
        Schedules.Outcome two = run(schedule, program);
        boolean repeats =
                one.failure() != null
                        && two.failure() != null
                        && one.failure().getClass() == two.failure().getClass()
                        && one.trace().equals(two.trace());
        return new Finding(schedule, number, failure, one.trace(), repeats);
    }

    private Schedule schedule(int number, Play first) {
        int many = injections.size();
        if (many > 0 && (number - 1) / many < first.awaits()) {
            return injecting(Schedule.fifo(), number, (number - 1) / many + 1);
        }
        long own = seed + number;
        Schedule.Kind kind = kinds.get(number % kinds.size());
        Schedule schedule =
                kind == Schedule.Kind.PCT
                        ? Schedule.pct(own, 1 + number / kinds.size() % DEEPEST, steps(first))
                        : Schedule.seeded(kind, own);
        if (many == 0) {
            return schedule;
        }
        int await = 1 + new SplittableRandom(own).nextInt(first.awaits() + 2);
        return injecting(schedule, number, await);
    }

    private static int steps(Play first) {
        return Math.clamp(first.steps(), 1, Integer.MAX_VALUE);
    }

    private Schedule injecting(Schedule schedule, int number, int await) {
        return switch (injections.get(number % injections.size())) {
            case CANCEL -> schedule.withCancelAt(await);
            case FAULT -> schedule.withFaultAt(await);
            case FAULT_AFTER -> schedule.withFaultAfter(await);
        };
    }

    // ---- one run

    private @Nullable Throwable play(
            Play play, Schedule schedule, Supplier<? extends Coroutine<?>> program) {
        LoopOptions options = LoopOptions.defaults().withDebug(false).withStrict(strict);
        EventLoop loop =
                new EventLoop(new VirtualTime().in(options).withChoices(play.withLimit(maxSteps)));
        Fault[] unseen = new Fault[1];
        loop.setExceptionHandler(
                (where, fault) -> {
                    if (unseen[0] == null && !follows(fault.exception(), schedule)) {
                        unseen[0] = fault;
                    }
                });
        RunnerOptions ours =
                RunnerOptions.defaults().withInterrupt(false).withLoopFactory(() -> loop);
        Throwable failure = null;
        try (Runner runner = new Runner(ours)) {
            runner.run(program.get());
        } catch (Throwable thrown) {
            failure = isInjected(thrown, schedule) ? null : thrown;
        }
        Throwable misfit = play.misfit(failure == null && unseen[0] == null);
        if (misfit != null) {
            return misfit;
        }
        if (failure != null) {
            return failure;
        }
        return unseen[0] == null
                ? null
                : new AssertionError(unseen[0].message(), unseen[0].exception());
    }

    /// Whether a failure that nobody gets comes from what the schedule has injected: that itself,
    /// or
    /// what the main coroutine leaves behind when it fails by it, which is cancelled then.
    private static boolean follows(@Nullable Throwable failure, Schedule schedule) {
        return isInjected(failure, schedule)
                || (failure instanceof CancelledError && schedule.injects());
    }

    /// Whether a failure is nothing but what the schedule has injected. Further failures on the way
    /// out, as of an `@AfterEach` method, are suppressed ones: they must come from it too.
    private static boolean isInjected(@Nullable Throwable failure, Schedule schedule) {
        if (!schedule.injects() || failure == null) {
            return false;
        }
        List<? extends Throwable> members =
                failure instanceof FailureGroup group ? group.exceptions() : List.of();
        for (Throwable further : failure.getSuppressed()) { // members are among them
            if (!members.contains(further)
                    && !follows(further, schedule)
                    && !isOfTimeout(further)) {
                return false;
            }
        }
        if (!members.isEmpty()) {
            return members.stream().allMatch(each -> isInjected(each, schedule));
        }
        return failure instanceof InjectedFault
                || failure.getCause() instanceof InjectedFault
                || (failure instanceof CancelledError && schedule.cancelAt() > 0);
    }

    /// Whether it is the note of a timeout whose body failed after the deadline.
    private static boolean isOfTimeout(Throwable suppressed) {
        return suppressed instanceof TimeoutError && suppressed.getCause() == null;
    }

    /// On a thread that can drive strands, so that no run needs to borrow one.
    private static <T extends @Nullable Object> T onDriver(Supplier<T> job) {
        if (Strands.canBeDrivenHere()) {
            return job.get();
        }
        FutureTask<T> task = new FutureTask<>(job::get);
        Strands.newDriver("asyncio-explorer", task).start();
        try {
            return task.get();
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the search itself failed", failed.getCause());
        } catch (InterruptedException interrupted) {
            task.cancel(true);
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while exploring", interrupted);
        }
    }
}
