// SPDX-License-Identifier: Apache-2.0

import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.Callable;

/// Takes the figures of the JVM peers: warms up for 1.5 s, then keeps the best of five repetitions
/// of at least 0.1 s each, so that a repetition pays for its garbage. Prints `METRIC VALUE UNIT`.
final class Bench {

    private static final long WARM_UP_NANOS = 1_500_000_000L;
    private static final long REPETITION_NANOS = 100_000_000L;
    private static final int REPETITIONS = 5;

    private Bench() {}

    /// What is measured.
    interface Body {
        void run() throws Exception;
    }

    /// Prints the nanoseconds of one of the `n` operations that a run of the body does.
    static void best(String metric, long n, Body body) throws Exception {
        best(
                new String[] {metric},
                n,
                () -> {
                    long start = System.nanoTime();
                    body.run();
                    return new long[] {System.nanoTime() - start};
                });
    }

    /// The same for a body of several phases, which returns the nanoseconds of each.
    static void best(String[] metrics, long n, Callable<long[]> body) throws Exception {
        for (long end = System.nanoTime() + WARM_UP_NANOS; System.nanoTime() < end; ) {
            body.call();
        }
        double[] best = new double[metrics.length];
        Arrays.fill(best, Double.MAX_VALUE);
        for (int repetition = 0; repetition < REPETITIONS; repetition++) {
            long[] sum = new long[metrics.length];
            long runs = 0;
            long end = System.nanoTime() + REPETITION_NANOS;
            do {
                long[] phases = body.call();
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += phases[i];
                }
                runs++;
            } while (System.nanoTime() < end);
            for (int i = 0; i < sum.length; i++) {
                best[i] = Math.min(best[i], (double) sum[i] / runs / n);
            }
        }
        for (int i = 0; i < best.length; i++) {
            System.out.printf(Locale.ROOT, "%s %.1f ns%n", metrics[i], best[i]);
        }
    }

    /// Prints the seconds since `start`, in nanoseconds, as the wall time of the sleepers.
    static void wall(long start) {
        System.out.printf(Locale.ROOT, "sleepers-wall %.3f s%n", (System.nanoTime() - start) / 1e9);
    }
}
