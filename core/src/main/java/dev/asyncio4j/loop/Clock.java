// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// The loop's idea of time. Replace it, together with the [Poller], to let a test own time.
@FunctionalInterface
public interface Clock {

    /// Nanoseconds since some fixed moment, never going back. **Thread** any.
    long nanos();

    /// The machine's monotonic clock, beginning at 0 now.
    static Clock monotonic() {
        long origin = System.nanoTime();
        return () -> System.nanoTime() - origin;
    }
}
