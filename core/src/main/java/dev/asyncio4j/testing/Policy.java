// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.loop.Ready;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntFunction;

/// Who decides in a [Play]. **Thread** loop.
interface Policy {

    /// One of `count`, none of which can be told from the others.
    int choose(int count);

    /// Whose step is next.
    /// @param step how many steps there have been
    default int chooseReady(long step, int count, IntFunction<Ready> candidates) {
        return choose(count);
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
            case FIFO -> count -> 0;
            case OPEN, ROUNDS, WALK -> {
                SplittableRandom random = new SplittableRandom(schedule.seed());
                yield random::nextInt;
            }
            case PCT -> new Priorities(schedule);
        };
    }

    /// The answers of a recorded run, then 0.
    final class Answers implements Policy {
        private final List<Integer> answers;
        private int next;

        Answers(List<Integer> answers) {
            this.answers = answers;
        }

        @Override
        public int choose(int count) {
            return next < answers.size() ? Math.min(answers.get(next++), count - 1) : 0;
        }
    }
}
