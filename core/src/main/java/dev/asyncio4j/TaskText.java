// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.text.Quoted;
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
                + " name="
                + Quoted.of(task.name())
                + (coroutine == null ? "" : " coro=" + Quoted.plain(coroutine.name()))
                + (awaited == null ? "" : " wait_for=" + awaited.describedAlone())
                + ">";
    }
}
