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

    /// [#tell], unless the loop's schedule is one that is to be repeated: when garbage is found is
    /// chance, and the loop's close reports all the same. **Thread** the cleaner's.
    static void report(EventLoop loop, Runnable report) {
        if (loop.choices() == null) {
            tell(loop, report);
        }
    }

    /// Lets `loop` run `report`. A closed loop has reported everything already. **Thread** the
    /// cleaner's.
    static void tell(EventLoop loop, Runnable report) {
        if (loop.isClosed()) {
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
