// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import org.jspecify.annotations.Nullable;

/// One step of a task, as the timeline shows it. **Thread** any.
///
/// @param task its number
/// @param name its name
/// @param code whose code it runs; null if that has gone
/// @param begin when it began, in nanoseconds on the loop's clock
/// @param end when it gave the loop back
/// @param after what became of the task
/// @param what what it waits for, or how it failed; null if there is nothing to say
public record Step(
        int task,
        String name,
        @Nullable String code,
        long begin,
        long end,
        After after,
        @Nullable String what) {

    /// What becomes of a task after a step.
    public enum After {
        /// It waits.
        WAITS(0),
        /// It is ready again.
        READY(1),
        /// It has returned.
        RETURNED(2),
        /// It has failed.
        FAILED(3),
        /// It was cancelled.
        CANCELLED(4);

        final int code; // for the page

        After(int code) {
            this.code = code;
        }
    }

    /// As a list of its values.
    public void write(JsonText json) {
        json.open('[').value(task).value(name).value(code).value(begin / 1_000).value(end / 1_000);
        json.value(after.code).value(what).close(']');
    }
}
