// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A stock virtual thread that takes turns with the driver: the fallback where the JVM is not
/// opened to us.
///
/// Driver and strand hold one baton, `strandsTurn`. Who holds it runs, the other is parked, so I1
/// holds although two threads are involved; the volatile baton orders their writes. A strand that
/// blocks in the JDK keeps the baton, and the driver stands still (I2) without further ado.
///
/// The driver is a virtual thread too, so that both share a carrier and hand over there. Neither
/// spins before it parks: on one carrier the other side cannot run meanwhile.
///
/// An interrupt of the strand's thread would end each park at once; it is kept aside while parked
/// and put back.
final class HandOffStrand extends Strand {

    // set once, on the first resume
    private @Nullable Thread thread;

    // the baton
    private volatile boolean strandsTurn;

    HandOffStrand(Passenger passenger) {
        super(passenger);
    }

    @Override
    void advance() {
        strandsTurn = true;
        if (thread == null) {
            thread = Thread.ofVirtual().uncaughtExceptionHandler(passenger).unstarted(this::run);
            thread.start();
        } else {
            LockSupport.unpark(thread);
        }
        awaitTurn(false);
    }

    @Override
    public void suspend() {
        strandsTurn = false;
        LockSupport.unpark(driver);
        awaitTurn(true);
    }

    @Override
    public Thread thread() {
        if (thread == null) {
            throw new IllegalStateException("strand has not been resumed yet");
        }
        return thread;
    }

    private void run() {
        try {
            passenger.body().run();
        } catch (Throwable failure) { // told here, while the driver waits (I1)
            passenger.uncaughtException(Thread.currentThread(), failure);
        } finally {
            strandsTurn = false;
            LockSupport.unpark(driver);
        }
    }

    private void awaitTurn(boolean strands) {
        boolean interrupted = false;
        while (strandsTurn != strands) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
