// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The hand-off of `HandOffStrand` with one mistake: it takes every return from `park` for its
/// turn.
final class BrokenHandOff {

    private final Runnable script;
    private @Nullable Thread thread;
    private @Nullable Thread driver;
    private volatile boolean strandsTurn;

    BrokenHandOff(Runnable script) {
        this.script = script;
    }

    void resume() {
        driver = Thread.currentThread();
        strandsTurn = true;
        if (thread == null) {
            thread = Thread.ofVirtual().unstarted(this::run);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        awaitTurn(false);
    }

    void suspend() {
        strandsTurn = false;
        LockSupport.unpark(driver);
        awaitTurn(true);
    }

    private void run() {
        try {
            script.run();
        } finally {
            strandsTurn = false;
            LockSupport.unpark(driver);
        }
    }

    private void awaitTurn(boolean strands) {
        if (strandsTurn != strands) { // the mistake: once is not enough
            LockSupport.park(this);
        }
    }
}
