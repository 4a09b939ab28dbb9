// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Strand;
import org.jspecify.annotations.Nullable;

/// Lets a task begin on the strand of one that has ended, in the same turn, without going back to
/// the
/// loop in between.
///
/// **Idea.** Most of what a short task costs is a thread that begins, runs once and ends. A hundred
/// tasks that end without having waited, as in a `gather` of what is in a cache, need one of them.
///
/// It happens only if the loop would begin that task next anyway, and do nothing before it. A
/// strand
/// that somebody has left a trace in is not passed on, see `OwnedStrand`.
final class Succession {

    private Succession() {}

    /// The task that begins now on `strand`, where `ended` has; null if none does. **Thread** the
    /// strand's own.
    static @Nullable LoopTask<?> next(LoopTask<?> ended, Strand strand) {
        EventLoop loop = ended.loop;
        if (ended.closing > 0
                || loop.stepsEagerly
                || loop.leaving != null
                || !(loop.nextStep() instanceof LoopTask<?> next)
                || !canBegin(next)) {
            return null;
        }
        loop.takeNextStep();
        next.strand = strand;
        return next;
    }

    /// Whether its next step is the first, and runs code that may wait.
    private static boolean canBegin(LoopTask<?> task) {
        return task.strand == null
                && task.waitingOn == null
                && task.thrown == null
                && !task.mustCancel
                && !task.isDone()
                && !Sleep.isAll(task);
    }
}
