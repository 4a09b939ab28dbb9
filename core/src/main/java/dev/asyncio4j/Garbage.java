// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.lang.System.Logger.Level;
import java.lang.ref.Cleaner;

/// From the garbage collector to the loop: what CPython reports when the last reference goes, we
/// report when the collector finds out, and at the latest when the loop is closed.
final class Garbage {

    static final Cleaner CLEANER =
            Cleaner.create(Thread.ofPlatform().daemon().name("asyncio-cleaner").factory());

    private Garbage() {}

    /// Lets `loop` run `report`, unless its schedule is one that is to be repeated: when garbage is
    /// found is chance, and the loop's end does the same. A closed loop has done it already.
    /// **Thread** the cleaner's.
    static void report(EventLoop loop, Runnable report) {
        if (loop.choices() != null || loop.isClosed()) {
            return;
        }
        try {
            loop.callSoonThreadsafe(report);
        } catch (IllegalStateException closedMeanwhile) {
            System.getLogger("asyncio")
                    .log(Level.DEBUG, "loop closed before the report was posted", closedMeanwhile);
        }
    }
}
