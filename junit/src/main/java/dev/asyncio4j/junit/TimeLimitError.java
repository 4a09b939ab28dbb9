// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.junit;

import dev.asyncio4j.inspect.TaskDump;
import java.util.List;

/// A test did not end within its [TimeLimit], or was interrupted. The message shows all tasks; the
/// stack trace is that of the code which keeps the loop from answering, or else of the test.
public final class TimeLimitError extends AssertionError {

    private final transient TaskDump dump;

    TimeLimitError(String message, TaskDump dump) {
        super(message + "\n" + dump);
        this.dump = dump;
        List<StackTraceElement> where =
                dump.blocked().isEmpty() && !dump.tasks().isEmpty()
                        ? dump.tasks().getFirst().stack()
                        : dump.blocked();
        if (!where.isEmpty()) {
            setStackTrace(where.toArray(new StackTraceElement[0]));
        }
    }

    /// All tasks when the time was over.
    public TaskDump dump() {
        return dump;
    }
}
