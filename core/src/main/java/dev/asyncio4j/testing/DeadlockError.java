// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import dev.asyncio4j.Task;
import java.util.List;

/// Nothing will ever happen again in a loop with virtual time: nothing is ready, no timer is set,
/// no thread call is under way. It leaves the run; the message names each task with what it waits
/// for, and where.
public final class DeadlockError extends AssertionError {

    private DeadlockError(String message) {
        super(message);
    }

    static DeadlockError of(List<Task<?>> tasks) {
        StringBuilder text =
                new StringBuilder(
                        "the loop would wait for ever: nothing is ready, no timer is set");
        if (!tasks.isEmpty()) {
            text.append("; who waits:");
        }
        for (Task<?> task : tasks) {
            text.append("\n  ").append(task);
            for (StackTraceElement frame : task.stack(1)) {
                text.append(" at ").append(frame);
            }
        }
        return new DeadlockError(text.toString());
    }
}
