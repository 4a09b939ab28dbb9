// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;

/// Strict mode's look at a task that was asked to cancel and ended with a result. **Thread** loop.
///
/// Scopes that catch their own cancellation, such as `timeout`, take the request back; so a count
/// above zero at a good end means that someone's request came to nothing. One that was asked to
/// stop is excused: to end by itself is what it was asked for.
final class Swallowed {

    private Swallowed() {}

    static void tellIfSo(LoopTask<?> task) {
        CancelReason reason = task.cancelReason();
        if (reason != null
                && task.cancelling() > 0
                && !task.isStopping()
                && task.loop.options().strict()) {
            task.loop.callExceptionHandler(
                    Fault.of("Task swallowed a cancellation")
                            .with("task", task)
                            .with("cancel_reason", reason));
        }
    }
}
