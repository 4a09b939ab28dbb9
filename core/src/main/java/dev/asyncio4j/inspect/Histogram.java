// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import java.time.Duration;
import java.util.Locale;

/// How often which span of time came up: in eight buckets for each doubling, so that a value is
/// known to an eighth of itself. **Thread** one writes; others may read, and then see what that one
/// has left behind, or a little less.
///
/// **Source** the buckets of HdrHistogram by G. Tene, without its corrections.
public final class Histogram {

    private static final int FINE = 3; // bits: eight buckets

    // one thread writes
    private final long[] counts = new long[(64 - FINE + 1) << FINE];
    private long count;
    private long sum;
    private long max;

    /// Creates an empty one.
    public Histogram() {}

    /// Adds a value.
    /// @param nanos less than zero counts as zero
    public void add(long nanos) {
        long value = Math.max(0, nanos);
        counts[bucket(value)]++;
        count++;
        sum += value;
        max = Math.max(max, value);
    }

    /// How many values there are.
    public long count() {
        return count;
    }

    /// The greatest; zero if there is none.
    public Duration max() {
        return Duration.ofNanos(max);
    }

    /// The mean; zero if there is no value.
    public Duration mean() {
        return Duration.ofNanos(count == 0 ? 0 : sum / count);
    }

    /// The value that this share of the values does not exceed, rounded up to an eighth; zero if
    /// there is none.
    /// @param share from 0 to 1: 0.5 is the median
    /// @throws IllegalArgumentException if it is something else
    public Duration percentile(double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share: " + share + " (expected: 0 to 1)");
        }
        long wanted = Math.max(1, (long) Math.ceil(share * count));
        long seen = 0;
        for (int i = 0; i < counts.length; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return Duration.ofNanos(Math.min(max, greatest(i)));
            }
        }
        return max();
    }

    private static int bucket(long value) {
        int doublings = 63 - Long.numberOfLeadingZeros(value | 1);
        return doublings < FINE
                ? (int) value
                : ((doublings - FINE + 1) << FINE)
                        + (int) ((value >> (doublings - FINE)) & ((1 << FINE) - 1));
    }

    private static long greatest(int bucket) {
        if (bucket < 1 << FINE) {
            return bucket;
        }
        int shift = (bucket >> FINE) - 1;
        long base = (1L << FINE) + (bucket & ((1 << FINE) - 1));
        return ((base + 1) << shift) - 1;
    }

    /// `1000 values, median 0.002 ms, 99 % 0.120 ms, max 3.100 ms`.
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d values, median %.3f ms, 99 %% %.3f ms, max %.3f ms",
                count,
                percentile(0.5).toNanos() / 1e6,
                percentile(0.99).toNanos() / 1e6,
                max / 1e6);
    }
}
