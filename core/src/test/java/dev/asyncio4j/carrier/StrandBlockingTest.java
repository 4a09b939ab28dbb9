// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// I2: a strand that blocks in the JDK makes its driver stand still. Each of these would fail if
/// `resume()` came back before the strand was at its door: the mark after the block would be
/// missing.
@Tag("real-time")
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost wake-up hangs
class StrandBlockingTest {
    static final int MILLIS = 5;

    boolean unblocked;

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Nested
    class StandsStill {
        @Test
        void resume_strandSleeps_waits() {
            resumeThrough(() -> Thread.sleep(MILLIS));
        }

        @Test
        void resume_strandSleepsAgainAndAgain_waits() {
            resumeThrough(
                    () -> {
                        for (int i = 0; i < 20; i++) {
                            Thread.sleep(0, 50_000);
                        }
                    });
        }

        @Test
        void resume_strandWaitsForALock_waits() throws Exception {
            ReentrantLock lock = new ReentrantLock();
            Thread owner = holding(lock::lock, lock::unlock, lock::hasQueuedThreads);

            resumeThrough(
                    () -> {
                        lock.lock();
                        lock.unlock();
                    });
            owner.join();
        }

        @Test
        void resume_strandWaitsForAMonitor_waits() throws Exception {
            Object monitor = new Object();
            CountDownLatch held = new CountDownLatch(1);
            Thread[] strands = new Thread[1];
            Thread owner =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        synchronized (monitor) {
                                            held.countDown();
                                            while (strands[0] == null
                                                    || strands[0].getState()
                                                            != Thread.State.BLOCKED) {
                                                Thread.onSpinWait();
                                            }
                                        }
                                    });
            held.await();

            resumeThrough(
                    () -> {
                        strands[0] = Thread.currentThread();
                        synchronized (monitor) {
                            assertThat(Thread.holdsLock(monitor)).isTrue();
                        }
                    });
            owner.join();
        }

        @Test
        void resume_strandWaitsForANotify_waits() {
            Object monitor = new Object();
            boolean[] told = new boolean[1];
            Thread.ofPlatform()
                    .start(
                            () -> {
                                synchronized (monitor) {
                                    told[0] = true;
                                    monitor.notifyAll();
                                }
                            });

            resumeThrough(
                    () -> {
                        synchronized (monitor) {
                            while (!told[0]) {
                                monitor.wait();
                            }
                        }
                    });
        }

        @Test
        void resume_strandTakesFromAQueue_waits() {
            SynchronousQueue<String> queue = new SynchronousQueue<>();
            Thread.ofVirtual()
                    .start(
                            () -> {
                                try {
                                    queue.put("x");
                                } catch (InterruptedException e) {
                                    throw new IllegalStateException(e);
                                }
                            });

            resumeThrough(() -> assertThat(queue.take()).isEqualTo("x"));
        }

        @Test
        void resume_strandReadsAPipe_waits() throws Exception {
            Pipe pipe = Pipe.open();
            Thread writer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        LockSupport.parkNanos(MILLIS * 1_000_000L);
                                        write(pipe);
                                    });

            resumeThrough(() -> assertThat(pipe.source().read(ByteBuffer.allocate(1))).isOne());
            writer.join();
            pipe.source().close();
            pipe.sink().close();
        }

        @Test
        void resume_strandReadsASocket_waits() throws Exception {
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                    Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket accepted = server.accept()) {
                Thread writer =
                        Thread.ofPlatform()
                                .start(
                                        () -> {
                                            LockSupport.parkNanos(MILLIS * 1_000_000L);
                                            write(accepted);
                                        });
                InputStream in = client.getInputStream();

                resumeThrough(() -> assertThat(in.read()).isEqualTo(7));
                writer.join();
            }
        }

        /// A virtual thread made inside a strand inherits the strand's scheduler.
        @Test
        void resume_strandWaitsForVirtualThreadsOfItsOwn_waits() {
            CountDownLatch ran = new CountDownLatch(2);

            resumeThrough(
                    () -> {
                        Thread child =
                                Thread.startVirtualThread(
                                        () -> {
                                            Thread.yield();
                                            Thread.startVirtualThread(ran::countDown);
                                            LockSupport.parkNanos(1_000_000);
                                            ran.countDown();
                                        });
                        child.join();
                        ran.await();
                    });

            assertThat(ran.getCount()).isZero();
        }

        @Test
        void startVirtualThread_inAStrandAtItsDoor_runsBesideTheDriver() throws Exception {
            CountDownLatch ran = new CountDownLatch(2);
            Rider rider =
                    new Rider(
                            self -> {
                                Thread.startVirtualThread(
                                        () -> {
                                            LockSupport.parkNanos(1_000_000);
                                            assertThat(Passenger.current()).isNull();
                                            ran.countDown();
                                            Thread.startVirtualThread(ran::countDown);
                                        });
                                self.suspend();
                            });

            rider.resume();
            ran.await();

            assertThat(rider.ended).isFalse();
            rider.resume();
            assertThat(rider.ended).isTrue();
        }

        @Test
        void resume_strandYields_runsOnAtOnce() {
            resumeThrough(
                    () -> {
                        for (int i = 0; i < 1_000; i++) {
                            Thread.yield();
                        }
                    });
        }
    }

    @Nested
    class Interrupts {
        @Test
        void resume_driverInterrupted_waitsAllTheSame() {
            Thread.currentThread().interrupt();

            resumeThrough(() -> Thread.sleep(MILLIS));
        }

        @Test
        void resume_driverInterruptedWhileItStandsStill_waitsAllTheSame() throws Exception {
            Thread driver = Thread.currentThread();
            Thread interrupter = new Thread(driver::interrupt);

            resumeThrough(
                    () -> {
                        interrupter.start();
                        Thread.sleep(MILLIS);
                    });
            Thread.interrupted();
            interrupter.join();
        }

        @Test
        void sleep_strandInterrupted_throwsThere() throws Exception {
            boolean[] thrown = new boolean[1];
            Rider rider =
                    new Rider(
                            self -> {
                                self.suspend();
                                try {
                                    Thread.sleep(60_000);
                                } catch (InterruptedException expected) {
                                    thrown[0] = true;
                                }
                            });
            rider.resume();
            Thread sleeper = rider.strand.thread();
            Thread interrupter =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (sleeper.getState() != Thread.State.TIMED_WAITING) {
                                            Thread.onSpinWait();
                                        }
                                        sleeper.interrupt();
                                    });

            rider.resume();
            interrupter.join();

            assertThat(thrown[0]).isTrue();
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
        }

        @Test
        void suspend_strandInterruptedAtItsDoor_staysThereAndStaysInterrupted() {
            boolean[] seen = new boolean[1];
            Rider rider =
                    new Rider(
                            self -> {
                                self.suspend();
                                seen[0] = Thread.interrupted();
                                self.suspend();
                            });
            rider.resume();

            rider.strand.thread().interrupt();
            rider.resume();

            assertThat(seen[0]).isTrue();
            assertThat(rider.ended).isFalse();
            rider.resume();
            assertThat(rider.ended).isTrue();
        }

        @Test
        void suspend_strandUnparkedAtItsDoor_staysThere() {
            Rider rider = new Rider(Rider::suspend);
            rider.resume();

            LockSupport.unpark(rider.strand.thread());

            assertThat(rider.ended).isFalse();
            rider.resume();
            assertThat(rider.ended).isTrue();
        }
    }

    private interface Block {
        void run() throws Exception;
    }

    /// Lets a strand suspend, block, and suspend again: each resume must come back at a door.
    private void resumeThrough(Block block) {
        Rider rider =
                new Rider(
                        self -> {
                            self.suspend();
                            block.run();
                            unblocked = true;
                            self.suspend();
                        });

        rider.resume();
        assertThat(unblocked).isFalse();
        rider.resume();
        assertThat(unblocked).isTrue();
        assertThat(rider.ended).isFalse();
        rider.resume();

        assertThat(rider.died).isEmpty();
        assertThat(rider.ended).isTrue();
    }

    /// A thread that holds something until somebody waits for it.
    private static Thread holding(
            Runnable take, Runnable release, java.util.function.BooleanSupplier isWanted)
            throws InterruptedException {
        CountDownLatch held = new CountDownLatch(1);
        Thread owner =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    take.run();
                                    held.countDown();
                                    while (!isWanted.getAsBoolean()) {
                                        Thread.onSpinWait();
                                    }
                                    release.run();
                                });
        held.await();
        return owner;
    }

    private static void write(Pipe pipe) {
        try {
            pipe.sink().write(ByteBuffer.wrap(new byte[] {7}));
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Socket socket) {
        try {
            socket.getOutputStream().write(7);
        } catch (java.io.IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
