// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Ready;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// One run of a [Schedule]: the oracle that decides as it says, and that remembers what it has
/// decided and, if wished, what ran when.
///
/// ```java
/// var play = Play.traced(Schedule.parse("walk:7"));
/// var loop = new EventLoop(VirtualTime.options().withChoices(play));
/// ```
///
/// Serves one loop once. **Thread** loop, and afterwards its owner's.
public final class Play implements Choices {

    // set once
    private final Schedule schedule;
    private final Policy policy;
    private final @Nullable Trace trace;

    // loop only
    private int[] answers = new int[64];
    private int answered;
    private long steps;
    private int awaits;
    private int failable; // of the awaits
    private int completions;
    private long limit = Long.MAX_VALUE;
    private boolean hasToldMisfit;

    private Play(Schedule schedule, @Nullable Trace trace) {
        this.schedule = schedule;
        this.policy = Policy.of(schedule);
        this.trace = trace;
    }

    /// A run of `schedule`.
    public static Play of(Schedule schedule) {
        return new Play(schedule, null);
    }

    /// A run of `schedule` that keeps a trace, which costs about a microsecond a step.
    public static Play traced(Schedule schedule) {
        return new Play(schedule, new Trace());
    }

    /// Ends a run that is longer, by an `AssertionError`.
    Play withLimit(long mostSteps) {
        limit = mostSteps;
        return this;
    }

    /// The schedule that it runs. **Thread** any.
    public Schedule schedule() {
        return schedule;
    }

    /// What this run decided so far, as a schedule that decides the same without the seed: also
    /// when another version of this library draws its random numbers differently.
    public Schedule recorded() {
        int end = answered;
        while (end > 0 && answers[end - 1] == 0) {
            end--;
        }
        return schedule.recorded(Arrays.stream(answers, 0, end).boxed().toList());
    }

    /// What ran when: a line a step, time first. Byte for byte the same for each run of the same
    /// program under the same schedule. Empty if this run keeps none.
    public List<String> trace() {
        return trace == null ? List.of() : trace.lines();
    }

    /// How many callbacks and steps of tasks have run.
    public long steps() {
        return steps;
    }

    /// How many awaits have suspended.
    public int awaits() {
        return awaits;
    }

    // ---- for the loop

    @Override
    public int choose(Kind kind, int count) {
        return remember(policy.choose(kind, count));
    }

    @Override
    public int chooseReady(int count, IntFunction<Ready> candidates) {
        return remember(policy.chooseReady(steps, count, candidates));
    }

    private int remember(int answer) {
        if (answered == answers.length) {
            answers = Arrays.copyOf(answers, answered * 2);
        }
        answers[answered++] = answer;
        return answer;
    }

    @Override
    public boolean choosesReadyOrder() {
        return schedule.kind().compareTo(Schedule.Kind.ROUNDS) >= 0;
    }

    @Override
    public boolean mayDefer() {
        return schedule.kind().compareTo(Schedule.Kind.WALK) >= 0;
    }

    /// Why this is not the program that the schedule was recorded of; null if it may be.
    /// @param isOver whether it has ended: all answers should have been used by then
    @Nullable IllegalStateException misfit(boolean isOver) {
        String why = policy.misfit(isOver);
        return why == null
                ? null
                : new IllegalStateException(
                        "schedule "
                                + schedule
                                + " does not fit: "
                                + why
                                + "; it was recorded of another program, or this one depends on"
                                + " something else too");
    }

    @Override
    public void beforeStep(Ready step) {
        IllegalStateException misfit = hasToldMisfit ? null : misfit(false);
        if (misfit != null) {
            hasToldMisfit = true; // what is left may still be cancelled
            throw misfit;
        }
        if (trace != null) {
            trace.step(step);
        }
        policy.beforeStep(step);
        if (++steps > limit) {
            long reached = limit;
            limit = Long.MAX_VALUE; // what is left may still be cancelled
            throw new AssertionError(
                    "no end after " + reached + " steps; the next one is " + step.describe());
        }
    }

    @Override
    public @Nullable Injection atAwait(boolean canFail) {
        int await = ++awaits;
        if (await == schedule.cancelAt()) {
            return new Injection.Cancel(noted("cancelled at await " + await));
        }
        if (canFail && ++failable == schedule.faultAt()) {
            return new Injection.Raise(new InjectedFault(noted("failed at await " + failable)));
        }
        return null;
    }

    @Override
    public @Nullable RuntimeException atCompletion(boolean canFail) {
        return canFail && ++completions == schedule.faultAfter()
                ? new InjectedFault(noted("failed at completion " + completions))
                : null;
    }

    private String noted(String injection) {
        if (trace != null) {
            trace.add(injection);
        }
        return injection + " by schedule " + schedule;
    }

    /// `<Play rounds:7 steps=12 awaits=5>`.
    @Override
    public String toString() {
        return "<Play " + schedule + " steps=" + steps + " awaits=" + awaits + ">";
    }
}
