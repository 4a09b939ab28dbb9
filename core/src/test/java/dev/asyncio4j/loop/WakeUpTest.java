// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.context.Context;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// No wake-up is lost, however the letters of four threads and the loop's naps fall.
@Tag("slow")
class WakeUpTest {

    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final long MILLION = 1_000_000;

    @Test
    void callSoonThreadsafe_losesNoWakeUp() throws InterruptedException {
        assertAllArrive(new LoopReceiver(), 5 * MILLION);
    }

    @Test
    @Tag("soak")
    void callSoonThreadsafe_losesNoWakeUpIn100Million() throws InterruptedException {
        assertAllArrive(new LoopReceiver(), 100 * MILLION);
    }

    @Test
    void inbox_losesNoWakeUp() throws InterruptedException {
        assertAllArrive(new BoxReceiver(new RealInbox()), MILLION);
    }

    @Test
    void brokenInbox_losesOne() throws InterruptedException {
        Traffic traffic = new Traffic(new BoxReceiver(new BrokenInbox()), 100 * MILLION);

        assertThat(traffic.flows(TimeUnit.SECONDS.toNanos(1))).isFalse();
        assertThat(traffic.movesAfterNudge(PATIENCE_NANOS)).as("only the wake-up lost").isTrue();
        traffic.end();
    }

    private static void assertAllArrive(Traffic.Receiver receiver, long letters)
            throws InterruptedException {
        Traffic traffic = new Traffic(receiver, letters);

        boolean allArrived = traffic.flows(PATIENCE_NANOS);
        boolean trickled = allArrived && traffic.trickles(letters / 1_000, PATIENCE_NANOS);
        boolean wasOnlySlow = allArrived || !traffic.movesAfterNudge(PATIENCE_NANOS);
        traffic.end();

        assertThat(allArrived)
                .as(
                        "%,d of %,d letters arrived, then none for 20 s; %s",
                        traffic.received(),
                        letters,
                        wasOnlySlow ? "a nudge did not help" : "a nudge helped: a wake-up was lost")
                .isTrue();
        assertThat(traffic.received()).isEqualTo(letters);
        assertThat(trickled).as("letters that came one by one arrived").isTrue();
        assertThat(receiver.sleeps()).as("how often it slept").isGreaterThan(letters / 10_000);
    }

    /// The real thing: a loop on a thread of its own, and `callSoonThreadsafe`.
    private static final class LoopReceiver implements Traffic.Receiver {

        private final CountingPoller poller = new CountingPoller();
        private final EventLoop loop =
                new EventLoop(LoopOptions.defaults().withDebug(false).withPoller(poller));
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(loop::runForever);

        @Override
        public void start() {
            thread.start();
        }

        @Override
        public void post(Runnable letter) {
            loop.callSoonThreadsafe(letter);
        }

        @Override
        public void nudge() {
            poller.wakeup();
        }

        @Override
        public void stop() {
            loop.callSoonThreadsafe(loop::stop);
            nudge();
            join(thread);
            loop.close();
        }

        @Override
        public long sleeps() {
            return poller.sleeps;
        }
    }

    private static final class CountingPoller implements Poller {

        private final ParkPoller parking = new ParkPoller();
        volatile long sleeps; // written by the loop's thread

        @Override
        public void attach(Thread loopThread) {
            parking.attach(loopThread);
        }

        @Override
        public void detach() {
            parking.detach();
        }

        @Override
        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
        public void poll(long timeoutNanos) {
            if (timeoutNanos > 0) {
                parking.poll(timeoutNanos);
                sleeps++; // after it: a fence before it might do the inbox's work
            }
        }

        @Override
        public void wakeup() {
            parking.wakeup();
        }

        @Override
        public void close() {
            parking.close();
        }
    }

    /// What the loop and the posters do with an inbox.
    interface Letterbox {
        boolean post(Handle letter);

        boolean fallAsleep();

        void wakeUp();

        void drainTo(ReadyQueue ready);
    }

    private static final class RealInbox implements Letterbox {

        private final Inbox inbox = new Inbox();

        @Override
        public boolean post(Handle letter) {
            return inbox.post(letter);
        }

        @Override
        public boolean fallAsleep() {
            return inbox.fallAsleep();
        }

        @Override
        public void wakeUp() {
            inbox.wakeUp();
        }

        @Override
        public void drainTo(ReadyQueue ready) {
            inbox.drainTo(ready);
        }
    }

    /// The least loop that has an inbox, so that it can be given a broken one.
    private static final class BoxReceiver implements Traffic.Receiver {

        private final Letterbox box;
        private final EventLoop owner = new EventLoop(); // of the handles; it never runs
        private final Context context = new Context();
        private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
        private volatile boolean over;
        private volatile long sleeps;

        BoxReceiver(Letterbox box) {
            this.box = box;
        }

        @Override
        public void start() {
            thread.start();
        }

        @Override
        public void post(Runnable letter) {
            if (box.post(new Handle(owner, context, letter))) {
                nudge();
            }
        }

        @Override
        public void nudge() {
            LockSupport.unpark(thread);
        }

        @Override
        public void stop() {
            over = true;
            nudge();
            join(thread);
            owner.close();
        }

        @Override
        public long sleeps() {
            return sleeps;
        }

        @SuppressWarnings("NonAtomicOperationOnVolatileField") // one thread writes
        private void run() {
            ReadyQueue ready = new ReadyQueue();
            while (!over) {
                box.drainTo(ready);
                if (ready.size() == 0 && box.fallAsleep()) {
                    LockSupport.park(this);
                    box.wakeUp();
                    sleeps++;
                }
                while (ready.size() > 0) {
                    ready.take().step();
                }
            }
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
