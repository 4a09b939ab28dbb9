// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/// Threads that post letters to a receiver in bursts, with pauses in which it falls asleep; and a
/// watch that tells a receiver that sleeps too long from one that is only slow.
///
/// A lost wake-up cannot mend itself: the letter lies in the box, so the box is not empty, so no
/// later letter wakes (I2 of the inbox). A poster that is too far ahead waits, hence everything
/// stops, and the watch sees it.
final class Traffic {

    private static final int POSTERS = 4;
    private static final int FURTHEST_AHEAD = 50_000;
    private static final long PAUSE_NANOS = 1_000;
    private static final long LOOK_NANOS = 5_000_000;

    /// Who gets the letters and runs them on a thread of its own.
    interface Receiver {
        /// Begins to receive.
        void start();

        /// Posts, from any thread, and wakes the receiver if it must be woken.
        void post(Runnable letter);

        /// Wakes the receiver for no reason.
        void nudge();

        /// Ends it.
        void stop();

        /// How often it has fallen asleep.
        long sleeps();
    }

    /// One poster's letters: all the same object, which counts its calls.
    private static final class Lane implements Runnable {

        private static final VarHandle RECEIVED;

        static {
            try {
                RECEIVED = MethodHandles.lookup().findVarHandle(Lane.class, "received", long.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private long received; // the receiver's thread counts

        @Override
        public void run() {
            RECEIVED.setRelease(this, received + 1); // no fence: it might do the inbox's work
        }

        long received() {
            return (long) RECEIVED.getAcquire(this);
        }
    }

    private final Receiver receiver;
    private final long eachPosts;
    private final List<Lane> lanes = new ArrayList<>();
    private final List<Thread> posters = new ArrayList<>();
    private volatile boolean over;

    Traffic(Receiver receiver, long letters) {
        this.receiver = receiver;
        this.eachPosts = letters / POSTERS;
    }

    /// Posts everything; true if it all arrived, false if nothing arrived for `patienceNanos`.
    boolean flows(long patienceNanos) {
        receiver.start();
        for (int i = 0; i < POSTERS; i++) {
            Lane lane = new Lane();
            SplittableRandom random = new SplittableRandom(i);
            lanes.add(lane);
            posters.add(Thread.ofPlatform().daemon().start(() -> post(lane, random)));
        }
        return arrives(patienceNanos);
    }

    /// After [#flows], posts one letter at a time, each a random moment after the last has arrived,
    /// when the receiver is about to fall asleep or has just done so: however busy the machine is,
    /// it sleeps often here. True if they all arrived, each within `patienceNanos`.
    boolean trickles(long letters, long patienceNanos) {
        Lane lane = new Lane();
        SplittableRandom random = new SplittableRandom(POSTERS);
        for (long posted = 1; posted <= letters; posted++) {
            receiver.post(lane);
            for (long end = System.nanoTime() + patienceNanos; lane.received() < posted; ) {
                if (System.nanoTime() - end > 0) {
                    return false;
                }
                Thread.onSpinWait();
            }
            for (int spins = random.nextInt(1_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
        }
        return true;
    }

    /// Waits on, after [#flows]: true if it all arrived, or something did within `patienceNanos`.
    boolean movesAfterNudge(long patienceNanos) {
        long before = received();
        receiver.nudge();
        for (long end = System.nanoTime() + patienceNanos; received() == before; ) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    /// Ends all threads.
    void end() throws InterruptedException {
        over = true;
        for (Thread poster : posters) {
            poster.join();
        }
        receiver.stop();
    }

    long received() {
        return lanes.stream().mapToLong(Lane::received).sum();
    }

    private boolean arrives(long patienceNanos) {
        long seen = -1;
        long since = System.nanoTime();
        while (received() < eachPosts * POSTERS) {
            long now = System.nanoTime();
            if (received() > seen) {
                seen = received();
                since = now;
            } else if (now - since > patienceNanos) {
                return false;
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return true;
    }

    private void post(Lane lane, SplittableRandom random) {
        long posted = 0;
        while (posted < eachPosts && !over) {
            boolean isShort = random.nextInt(4) > 0;
            long burst = Math.min(random.nextInt(1, isShort ? 16 : 2_000), eachPosts - posted);
            for (long i = 0; i < burst; i++) {
                receiver.post(lane);
            }
            posted += burst;
            do {
                LockSupport.parkNanos(PAUSE_NANOS);
            } while (posted - lane.received() > FURTHEST_AHEAD && !over);
        }
    }
}
