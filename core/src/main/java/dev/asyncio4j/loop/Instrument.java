// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// Watches the loop's turns and steps. A loop without one pays a null check a step and a poll.
/// **Thread** loop; must not throw.
public interface Instrument {

    /// A callback or a task's step is about to run.
    void beforeStep(Ready step);

    /// It has run.
    void afterStep(Ready step);

    /// The loop is about to look for I/O, or to wait for it.
    /// @param timeoutNanos 0 if it only looks; [Poller#FOREVER] is until woken
    default void beforePoll(long timeoutNanos) {}

    /// It has looked or waited.
    default void afterPoll(long timeoutNanos) {}

    /// A task was made. Its first step comes later, or at once.
    default void taskCreated(Ready task) {}

    /// A task was asked to cancel, for a reason whose text says who asked and why.
    default void cancelRequested(Ready task, Object reason) {}

    /// A fault is about to be reported, see [Fault].
    default void faultReported(Fault fault) {}

    /// Runs it between the two.
    default void around(Ready step) {
        beforeStep(step);
        try {
            step.step();
        } finally {
            afterStep(step);
        }
    }
}
