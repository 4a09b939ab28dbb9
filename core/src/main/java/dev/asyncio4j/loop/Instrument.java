// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// Watches the loop's turns and steps. A loop without one pays a null check a step. **Thread**
/// loop; must not throw.
public interface Instrument {

    /// A callback or a task's step is about to run.
    void beforeStep(Ready step);

    /// It has run.
    void afterStep(Ready step);

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
