// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import java.util.List;

/// A program failed under a schedule. The first line of the message runs it again in the same way:
/// give its first word to the JVM with `-D`, or to [Schedule#parse]. The cause is what it failed
/// with.
public final class ScheduleError extends AssertionError {

    private final Explorer.Finding finding;

    ScheduleError(Explorer.Finding finding) {
        super(finding.toString(), finding.failure());
        this.finding = finding;
    }

    /// The schedule under which it failed.
    public Schedule schedule() {
        return finding.schedule();
    }

    /// What ran when, a line a step.
    public List<String> trace() {
        return finding.trace();
    }
}
