// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A task's text form. What it awaits is shown without what that awaits in turn: chains are long,
/// and some are circles.
final class TaskText {

    private TaskText() {}

    static String of(Task<?> task, String stateWord, @Nullable Future<?> awaited) {
        boolean cancelling = stateWord.equals("pending") && task.cancelling() > 0;
        Coroutine<?> coroutine = task.coroutine();
        return "<Task "
                + (cancelling ? "cancelling" : stateWord)
                + " name='"
                + task.name()
                + "'"
                + (coroutine == null ? "" : " coro=" + coroutine.name())
                + (awaited == null ? "" : " wait_for=" + awaited.describedAlone())
                + ">";
    }
}
