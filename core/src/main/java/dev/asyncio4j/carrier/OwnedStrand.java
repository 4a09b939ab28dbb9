// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A virtual thread whose scheduler is this object, so that it runs on the driver's thread and
/// nowhere else.
///
/// **Idea.** A virtual thread asks its scheduler to run its continuation whenever it can go on.
/// Ours keeps the continuation and runs it when the driver says so. To suspend, the strand says so
/// in `atDoor` and calls `Thread.yield()`: the JDK unmounts it and offers the continuation again,
/// which we keep. Yielding is about 40 ns cheaper than parking, because nobody has to be told to
/// unpark.
///
/// **Blocking.** If the strand blocks in the JDK, the continuation returns with `atDoor` still
/// false. Then the driver waits until some thread (the JDK's timer or poller, the owner of a lock)
/// offers the continuation again, and runs it on: nothing else runs in between (I2). The same wait
/// covers a thread dump, which borrows an unmounted virtual thread for a moment: the continuation
/// refuses to run and is offered again when the dump is done with it.
///
/// **Heirs.** A virtual thread that is made inside a strand, by `toThread`, by a library or by the
/// JDK (its pollers), inherits this scheduler. Each thread has one continuation, always the same
/// object, so a foreign one is known by that, and goes to the JDK's own scheduler.
///
/// **Successors.** A thread costs more to make and to end than most tasks that need no wait. So
/// when its passenger has ended, and another is about to begin, the same thread carries that one,
/// if it is as it was when it was new: no thread-local was set in it or inherited, no name and no
/// class loader was given to it, it was not interrupted, and no scope was left open. Two passengers
/// then have one thread, one after the other, as jobs in a pool have.
///
/// **Interrupts.** The JDK clears the driver's interrupt status whenever it mounts or unmounts a
/// virtual thread there. An interrupt of the driver while strands run is therefore lost; who wants
/// to end a loop from outside posts a letter.
///
/// **Memory order.** `continuation` is written once, before any other thread can know this one.
/// `atDoor` and `offeredHere` are plain: both are only touched on the driver's OS thread. Another
/// thread that offers the continuation must not trust either (a thread dump may offer it while the
/// strand is at its door), so it only raises `offered` and unparks the driver; a stale raise costs
/// one run that does nothing.
///
/// **Why not `jdk.internal.vm.Continuation`?** It is faster by a third, but its user shares the
/// driver's thread identity: scoped values leak between tasks, monitors and thread-locals are
/// shared. See docs/adr.
final class OwnedStrand extends Strand implements Executor, Runnable {

    // set once
    private final Thread thread;
    private @Nullable Runnable continuation; // on start

    // the driver's OS thread only
    private boolean atDoor;
    private boolean offeredHere;

    // any thread raises it, the driver lowers it
    private volatile boolean offered;

    OwnedStrand(Passenger passenger) {
        super(passenger);
        this.thread = JdkVirtualThreads.create(this, this);
        thread.setUncaughtExceptionHandler(passenger);
    }

    /// The JDK offers the continuation: on start, after a yield, and when a blocked thread can go
    /// on.
    @Override
    public void execute(Runnable runnable) {
        if (continuation == null) { // on start
            continuation = runnable;
        }
        if (runnable != continuation) { // of a thread that was made in this strand
            JdkVirtualThreads.schedule(runnable);
        } else if (Thread.currentThread() == driver) {
            offeredHere = true;
        } else {
            offered = true;
            LockSupport.unpark(driver);
        }
    }

    /// What the thread does: one passenger after the other.
    @Override
    public void run() {
        for (Passenger now = passenger; now != null; now = nextAfter(now)) {
            now.body().run();
        }
    }

    private @Nullable Passenger nextAfter(Passenger ended) {
        Passenger next = isAsNew() ? ended.successor(this) : null;
        if (next != null) {
            passenger = next;
            thread.setUncaughtExceptionHandler(next);
        }
        return next;
    }

    private boolean isAsNew() {
        Thread model = driver;
        return model != null && JdkVirtualThreads.isAsNew(thread, model);
    }

    @Override
    void advance() {
        if (continuation == null) {
            thread.start();
        }
        offeredHere = false;
        atDoor = false;
        runContinuation();
        if (!atDoor && thread.isAlive()) {
            standStill();
        }
    }

    @Override
    @SuppressWarnings("ThreadPriorityCheck") // we are the scheduler
    public void suspend() {
        atDoor = true;
        try {
            Thread.yield();
        } catch (Throwable failure) { // no stack left, say; then a later sleep is not the door
            atDoor = false;
            throw failure;
        }
        if (atDoor) { // the driver lowers it on the way back, so we never left
            atDoor = false;
            throw cannotLeaveStack();
        }
    }

    @Override
    public Thread thread() {
        return thread;
    }

    private void standStill() {
        boolean interrupted = false;
        do {
            while (!offeredHere && !offered) {
                LockSupport.park(this);
                interrupted |= Thread.interrupted(); // else park() returns at once, for ever
            }
            offeredHere = false;
            offered = false;
            runContinuation();
        } while (!atDoor && thread.isAlive());
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void runContinuation() {
        Runnable now = continuation;
        if (now != null) {
            now.run();
        }
    }
}
