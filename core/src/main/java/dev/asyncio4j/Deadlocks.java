// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// What becomes of a loop that would wait for ever: see [OnDeadlock]. **Thread** loop.
final class Deadlocks {

    private static final String UNLESS =
            "\n(unless another thread calls callSoonThreadsafe; to be rid of this, call"
                    + " loop.setOnDeadlock(OnDeadlock.IGNORE))";

    private Deadlocks() {}

    /// Does it; says whether something is ready now.
    static boolean told(EventLoop loop, OnDeadlock wish, @Nullable Future<?> main) {
        if (wish == OnDeadlock.IGNORE || loop.taskCount() == 0) {
            return false;
        }
        DeadlockError error = DeadlockError.of(loop);
        if (wish == OnDeadlock.RAISE && main instanceof LoopTask<?> task) {
            Await.injectFailure(task, error);
            return true;
        }
        System.getLogger("asyncio").log(Level.WARNING, () -> error.getMessage() + UNLESS);
        return false;
    }
}
