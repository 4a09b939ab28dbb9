// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.time.Duration;

/// From what people write (seconds, durations) to what the loop counts in (nanoseconds).
public final class Seconds {

    private Seconds() {}

    /// Nanoseconds, rounded; beyond the range of `long` (292 years) the nearest.
    /// @throws IllegalArgumentException if `seconds` is not a number
    public static long toNanos(String name, double seconds) {
        if (Double.isNaN(seconds)) {
            throw new IllegalArgumentException("Invalid " + name + ": NaN (not a number)");
        }
        return Math.round(seconds * 1e9);
    }

    /// Nanoseconds; beyond the range of `long` the nearest.
    public static long toNanos(Duration duration) {
        try {
            return duration.toNanos();
        } catch (ArithmeticException tooLong) {
            return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /// How long it is from `now` to `due`: 0 if that has passed; beyond the range of `long` the
    /// nearest.
    public static long until(long due, long now) {
        if (due <= now) {
            return 0;
        }
        long span = due - now;
        return span < 0 ? Long.MAX_VALUE : span;
    }

    /// The sum; beyond the range of `long` the nearest.
    public static long plus(long a, long b) {
        long sum = a + b;
        if (((a ^ sum) & (b ^ sum)) < 0) {
            return a < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
        return sum;
    }
}
