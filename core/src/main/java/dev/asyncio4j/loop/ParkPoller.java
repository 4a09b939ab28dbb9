// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Waits by parking the loop's thread: all that a loop without I/O needs.
///
/// An interrupt of the loop's thread would end each park at once, and the loop would spin. It is
/// kept aside while the loop runs and put back when the run ends.
final class ParkPoller implements Poller {

    // written in attach(), before the loop first announces that it may block (Inbox orders that),
    // read by any thread
    private @Nullable Thread loopThread;

    // loop only
    private boolean interrupted;

    @Override
    public void attach(Thread thread) {
        loopThread = thread;
        interrupted = Thread.interrupted(); // an owned strand would clear it when it first runs
    }

    @Override
    public void detach() {
        if (interrupted) {
            interrupted = false;
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void poll(long timeoutNanos) {
        if (timeoutNanos <= 0) {
            return;
        }
        if (timeoutNanos == FOREVER) {
            LockSupport.park(this);
        } else {
            LockSupport.parkNanos(this, timeoutNanos);
        }
        interrupted |= Thread.interrupted();
    }

    @Override
    public void wakeup() {
        LockSupport.unpark(loopThread);
    }

    /// Makes way: who waits for a network need not park.
    @Override
    public Poller adopt(Poller network) {
        return network;
    }

    @Override
    public boolean expectsEvents() {
        return false;
    }

    @Override
    public void close() {
        // holds nothing
    }
}
