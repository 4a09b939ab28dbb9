// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Instrument;
import org.jspecify.annotations.Nullable;

/// A cancellation on its way from a task to what it awaits, and on.
///
/// A task passes the request on to the task it awaits, that one to the next, and the last to its
/// future. It is a loop and not a recursion, for chains may be long; and they may be circles, where
/// CPython ends in a RecursionError. A circle is broken where it closes: that task stops waiting
/// and gets the error.
///
/// **Source** R. P. Brent, "An improved Monte Carlo factorization algorithm", 1980: `mark` jumps
/// ahead at powers of two, so that a circle that does not contain the first task is found as well.
final class CancelChain {

    private CancelChain() {}

    static void request(LoopTask<?> first, CancelReason reason) {
        first.loop.beat().countCancel();
        Instrument watcher = first.loop.instrument();
        if (watcher != null) {
            watcher.cancelRequested(first, reason);
        }
        LoopTask<?> task = first;
        LoopTask<?> mark = first;
        for (long steps = 1, jump = 2; ; steps++) {
            @Nullable LoopTask<?> next = task.noteCancel(reason);
            if (next == null) {
                return;
            }
            if (next == mark) {
                task.leaveCircle();
                return;
            }
            if (steps == jump) {
                mark = next;
                jump *= 2;
            }
            task = next;
        }
    }
}
