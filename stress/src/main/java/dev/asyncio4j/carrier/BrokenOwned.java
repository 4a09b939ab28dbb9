// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// The `offered` protocol of `OwnedStrand` with one mistake: the driver lowers the flag after it
/// has
/// run the continuation, and with it an offer that came meanwhile.
final class BrokenOwned implements Executor {

    private final Thread thread;
    private @Nullable Runnable continuation;
    private @Nullable Thread driver;
    private boolean offeredHere;
    private volatile boolean offered;

    BrokenOwned(Runnable script) {
        this.thread = JdkVirtualThreads.create(this, script);
    }

    Thread thread() {
        return thread;
    }

    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) {
            continuation = runnable;
        }
        if (Thread.currentThread() == driver) {
            offeredHere = true;
        } else {
            offered = true;
            LockSupport.unpark(driver);
        }
    }

    /// What `execute` should have seen to.
    void offerAgain() {
        offered = true;
        LockSupport.unpark(driver);
    }

    void resume() {
        driver = Thread.currentThread();
        if (continuation == null) {
            thread.start();
        }
        offeredHere = false;
        runContinuation();
        while (thread.isAlive()) {
            while (!offeredHere && !offered) {
                LockSupport.park(this);
            }
            runContinuation();
            offeredHere = false;
            offered = false; // the mistake: too late
        }
    }

    private void runContinuation() {
        Runnable now = continuation;
        if (now != null) {
            now.run();
        }
    }
}
