// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ParkPollerTest {
    final ParkPoller poller = new ParkPoller();
    final List<String> marks = new ArrayList<>();

    @AfterEach
    void clearInterrupt() {
        Thread.interrupted();
    }

    @Test
    void poll_zero_returnsAtOnceAndKeepsTheInterrupt() {
        poller.attach(Thread.currentThread());
        Thread.currentThread().interrupt();

        poller.poll(0);

        assertThat(Thread.currentThread().isInterrupted()).isTrue();
    }

    @Test
    void poll_wokenBefore_returns() {
        poller.attach(Thread.currentThread());
        poller.wakeup();

        poller.poll(Poller.FOREVER);

        poller.close();
    }

    @Test
    void detach_interruptedWhileItWaited_putsTheInterruptBack() {
        poller.attach(Thread.currentThread());
        Thread.currentThread().interrupt();
        poller.poll(Poller.FOREVER);
        boolean during = Thread.currentThread().isInterrupted();

        poller.detach();

        assertThat(during).isFalse();
        assertThat(Thread.interrupted()).isTrue();
        poller.attach(Thread.currentThread());
        poller.detach();
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Tag("real-time")
    @Test
    void runForever_interrupted_waitsForItsTimerAllTheSame() {
        PlainLoop loop = new PlainLoop(LoopOptions.defaults());
        Thread.currentThread().interrupt();
        loop.callLater(
                0.01,
                () -> {
                    marks.add("timer, interrupted: " + Thread.currentThread().isInterrupted());
                    loop.stop();
                });
        double before = loop.time();

        loop.runForever();

        assertThat(marks).containsExactly("timer, interrupted: false");
        assertThat(loop.time() - before).isGreaterThanOrEqualTo(0.01);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void callSoonThreadsafe_whileTheLoopWaits_wakesIt() throws Exception {
        PlainLoop loop = new PlainLoop(LoopOptions.defaults());
        Thread runner = Thread.ofPlatform().start(loop::runForever);
        while (runner.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }

        loop.callSoonThreadsafe(() -> marks.add("came"));
        loop.callSoonThreadsafe(loop::stop);
        runner.join();

        assertThat(marks).containsExactly("came");
    }
}
