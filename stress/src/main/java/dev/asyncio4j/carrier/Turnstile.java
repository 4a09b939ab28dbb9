// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/// Lets a strand pass step by step, each time just when it comes to wait: there the races are.
final class Turnstile {

    private final long patienceNanos;
    private volatile int permits;
    private volatile int passed;

    /// @param patienceMillis after how long an offer counts as lost
    Turnstile(long patienceMillis) {
        this.patienceNanos = TimeUnit.MILLISECONDS.toNanos(patienceMillis);
    }

    /// Waits for the `step`-th permit by blocking in the JDK. **Thread** the strand's.
    void pass(int step) {
        while (permits < step) {
            LockSupport.park();
        }
        passed = step;
    }

    /// Gives the `step`-th permit, and waits until it was used.
    /// @param rescue lets it go on after all when an offer was lost: the JDK offers nothing twice
    /// @return whether that was necessary
    boolean letPass(int step, Runnable offer, Runnable rescue) {
        permits = step;
        offer.run();
        if (hasPassed(step)) {
            return false;
        }
        do {
            rescue.run();
        } while (!hasPassed(step));
        return true;
    }

    private boolean hasPassed(int step) {
        long begin = System.nanoTime();
        while (passed < step) {
            if (System.nanoTime() - begin > patienceNanos) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }
}
