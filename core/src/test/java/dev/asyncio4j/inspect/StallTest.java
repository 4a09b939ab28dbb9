// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Log;
import elsewhere.Stalls;
import elsewhere.Stalls.Blocking;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A loop that stands still is reported while it does, by the watchdog that every program has, with
/// who does it and where. Real time is the subject: each stall lasts until its report has come.
@Tag("real-time")
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StallTest {
    final EventLoop loop = new EventLoop();
    final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void close() {
        loop.close();
    }

    /// The first report while `work` keeps the loop; `release` then lets it go.
    private String reported(Blocking work, AutoCloseable release) throws Exception {
        loop.beat().setStallLimit(Duration.ofMillis(100));
        try (Log log = new Log()) {
            Thread releasing = Thread.ofPlatform().start(() -> releaseWhenTold(log, release));
            loop.runUntilComplete(loop.createTask(Stalls.awaited(work), "main"));
            releasing.join();
            List<LogRecord> records = log.records(Level.WARNING);
            return records.stream()
                    .map(LogRecord::getMessage)
                    .filter(text -> text.startsWith("The loop"))
                    .findFirst()
                    .orElse("nothing was reported");
        }
    }

    private static void releaseWhenTold(Log log, AutoCloseable release) {
        try {
            CountDownLatch never = new CountDownLatch(1);
            for (int i = 0; i < 6000 && log.messages().isEmpty(); i++) {
                never.await(5, TimeUnit.MILLISECONDS);
            }
            release.close();
        } catch (Exception failure) {
            throw new AssertionError(failure);
        }
    }

    private static void assertTells(String report, String... frames) {
        assertThat(report)
                .matches(
                        "(?s)The loop has stood still for \\d+\\.\\d s: task 'culprit' does not"
                                + " come back, awaited by task 'middle', awaited by task 'main'; it is"
                                + " here:\n"
                                + ".*")
                .contains(frames);
    }

    @Test
    void blockedInTheJdk_isTold() throws Exception {
        assertTells(
                reported(() -> Stalls.inALatch(end), end::countDown),
                "at java.base/java.util.concurrent.CountDownLatch.await(",
                "at elsewhere.Stalls.inALatch(Stalls.java:");
    }

    @Test
    void busy_isTold() throws Exception {
        assertTells(
                reported(() -> Stalls.busy(end), end::countDown),
                "at elsewhere.Stalls.busy(Stalls.java:");
    }

    @Test
    void asleepAgainAndAgain_isTold() throws Exception {
        assertTells(
                reported(() -> Stalls.inASleep(end), end::countDown),
                "at elsewhere.Stalls.inASleep(Stalls.java:");
    }

    @Test
    void waitingForAnotherThreadsLock_isTold() throws Exception {
        Lock lock = new ReentrantLock();
        CountDownLatch taken = new CountDownLatch(1);
        Thread holder =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    lock.lock();
                                    taken.countDown();
                                    try {
                                        end.await();
                                    } catch (InterruptedException stopped) {
                                        Thread.currentThread().interrupt();
                                    }
                                    lock.unlock();
                                });
        taken.await();

        assertTells(
                reported(() -> Stalls.inALock(lock), end::countDown),
                "ReentrantLock.lock(",
                "at elsewhere.Stalls.inALock(Stalls.java:");
        holder.join();
    }

    @Test
    void readingASocket_isTold() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            assertTells(
                    reported(
                            () -> Stalls.inARead(client.getInputStream()),
                            accepted::shutdownOutput),
                    "at elsewhere.Stalls.inARead(Stalls.java:");
        }
    }
}
