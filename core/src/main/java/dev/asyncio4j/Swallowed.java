// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.text.Quoted;
import java.lang.System.Logger.Level;

/// The look of strict and debug mode at a task that was asked to cancel and ended with a result.
/// Strict mode tells the exception handler; debug mode the log alone, for asyncio does not mind,
/// and its programs' handlers do not expect it. **Thread** loop.
///
/// Scopes that catch their own cancellation, such as `timeout`, take the request back; so a count
/// above zero at a good end means that someone's request came to nothing. One that was asked to
/// stop is excused: to end by itself is what it was asked for.
final class Swallowed {

    private Swallowed() {}

    static void tellIfSo(LoopTask<?> task) {
        CancelReason reason = task.cancelReason();
        if (reason == null || task.cancelling() == 0 || task.isStopping()) {
            return;
        }
        if (task.loop.options().strict()) {
            task.loop.callExceptionHandler(
                    Fault.of("Task swallowed a cancellation")
                            .with("task", task)
                            .with("cancel_reason", reason));
        } else if (task.loop.debug()) {
            System.getLogger("asyncio")
                    .log(Level.WARNING, () -> textOf(task) + ", " + reason.explain());
        }
    }

    /// Without its result, which is nobody else's business.
    private static String textOf(LoopTask<?> task) {
        Coroutine<?> code = task.coroutine();
        return "Task "
                + Quoted.of(task.name())
                + (code == null ? "" : " of " + Quoted.plain(code.name()))
                + " swallowed a cancellation";
    }
}
