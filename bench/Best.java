// SPDX-License-Identifier: Apache-2.0

import java.lang.management.ManagementFactory;
import java.util.function.IntConsumer;

/// The quickest of several runs, as [Growth] prints it.
final class Best {

    private static final long WARM_UP = 1_000_000_000; // ns, with a small size
    private static final long MEASURED = 600_000_000; // ns, or as long as three take
    private static final int SMALL = 1_000;

    private Best() {}

    /// Repeats `row`. Prints the nanoseconds of the quickest, and how many were the collector's.
    static void of(IntConsumer row, int size) {
        for (long end = System.nanoTime() + WARM_UP; System.nanoTime() < end; ) {
            row.accept(Math.min(size, SMALL));
        }
        long best = Long.MAX_VALUE;
        long collectors = 0;
        long all = 0;
        for (int i = 0; i < 3 || all < MEASURED; i++) {
            long collected = collected();
            long begun = System.nanoTime();
            row.accept(size);
            long took = System.nanoTime() - begun;
            if (took < best) {
                best = took;
                collectors = Math.min(took, collected() - collected);
            }
            all += took;
        }
        System.out.println(best + " " + collectors);
    }

    private static long collected() {
        long millis = 0;
        for (var each : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += each.getCollectionTime();
        }
        return millis * 1_000_000;
    }

    /// Work that was not done must not look quick.
    static void ensure(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the work was not done");
        }
    }
}
