// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.loop.Choices;
import dev.asyncio4j.loop.Ready;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// Who decides in a [Play]. **Thread** loop.
interface Policy {

    /// One of `count`, none of which can be told from the others.
    int choose(Choices.Kind kind, int count);

    /// Why the choices of this run are not those that it was told of; null if they are, so far.
    /// @param isOver whether there will be no more of them
    default @Nullable String misfit(boolean isOver) {
        return null;
    }

    /// Whose step is next.
    /// @param step how many steps there have been
    default int chooseReady(long step, int count, IntFunction<Ready> candidates) {
        return choose(Choices.Kind.READY, count);
    }

    /// Told of each step that is about to run.
    default void beforeStep(Ready step) {
        // most remember nothing
    }

    static Policy of(Schedule schedule) {
        List<Integer> answers = schedule.answers();
        if (answers != null) {
            return new Answers(answers);
        }
        return switch (schedule.kind()) {
            case FIFO -> (kind, count) -> 0;
            case OPEN, ROUNDS, WALK -> {
                SplittableRandom random = new SplittableRandom(schedule.seed());
                yield (kind, count) -> random.nextInt(count);
            }
            case PCT -> new Priorities(schedule);
        };
    }

    /// The answers of a recorded run, then 0: it may have been recorded up to a point only, and
    /// zeros at its end are not written down.
    final class Answers implements Policy {
        private final List<Integer> answers;
        private int next;
        private @Nullable String misfit;
        private boolean hasThreadCalls;

        Answers(List<Integer> answers) {
            this.answers = answers;
        }

        @Override
        public int choose(Choices.Kind kind, int count) {
            if (next == answers.size() || misfit != null) {
                return 0;
            }
            int answer = answers.get(next++);
            if (kind == Choices.Kind.THREAD_RESULTS) {
                // how often that is asked, and among how many, is a matter of time in the end
                hasThreadCalls = true;
                return Math.min(answer, count - 1);
            }
            if (answer >= count) {
                misfit = "choice " + next + " is one of " + count + ", its answer is " + answer;
                return 0;
            }
            return answer;
        }

        @Override
        public @Nullable String misfit(boolean isOver) {
            int left = answers.size() - next;
            return misfit == null && isOver && left > 0 && !hasThreadCalls
                    ? left + " of its " + answers.size() + " answers are left over"
                    : misfit;
        }
    }
}
