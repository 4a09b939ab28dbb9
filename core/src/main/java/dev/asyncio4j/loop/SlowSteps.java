// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Locale;

/// Debug mode's stopwatch: warns of each callback or step that keeps the loop longer than the
/// limit.
final class SlowSteps implements Instrument {

    // loop only
    long limitNanos = 100_000_000;
    private long startNanos;

    void setLimit(Duration limit) {
        if (limit.isNegative()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 0)");
        }
        limitNanos = Seconds.toNanos(limit);
    }

    @Override
    public void beforeStep(Ready step) {
        startNanos = System.nanoTime();
    }

    @Override
    public void afterStep(Ready step) {
        long nanos = System.nanoTime() - startNanos;
        if (nanos >= limitNanos) {
            Faults.log().log(
                    Level.WARNING,
                    () ->
                            String.format(
                                    Locale.ROOT,
                                    "Executing %s took %.3f seconds",
                                    step.describe(),
                                    nanos / 1e9));
        }
    }
}
