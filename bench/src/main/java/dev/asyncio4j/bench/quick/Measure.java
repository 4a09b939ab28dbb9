// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench.quick;

import java.util.Locale;

/// Takes a figure: warms up until the compiler is done, then reports the best of five repetitions.
///
/// A repetition runs the body until 0.1 s are full, so that it pays for its own garbage. The best,
/// because on a shared machine everything that disturbs makes a repetition slower and nothing makes
/// it faster. The runner takes the median of several JVMs, in which the compiler may have decided
/// differently.
final class Measure {

    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final long REPETITION_NANOS = 100_000_000L;
    private static final int REPETITIONS = 5;

    private Measure() {}

    /// Work that may await.
    @FunctionalInterface
    interface Work {
        /// Does `operations` operations.
        void run() throws Exception;
    }

    /// Prints `METRIC NANOSECONDS ns`, by operation.
    static void best(String metric, long operations, Work work) throws Exception {
        for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
            work.run();
        }
        double best = Double.MAX_VALUE;
        for (int i = 0; i < REPETITIONS; i++) {
            best = Math.min(best, repetition(operations, work));
        }
        System.out.printf(Locale.ROOT, "%s %.1f ns%n", metric, best);
    }

    private static double repetition(long operations, Work work) throws Exception {
        long runs = 0;
        long start = System.nanoTime();
        long now;
        do {
            work.run();
            runs++;
            now = System.nanoTime();
        } while (now - start < REPETITION_NANOS);
        return (double) (now - start) / runs / operations;
    }
}
