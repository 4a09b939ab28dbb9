// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.RunningLoops;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// When the watchdog speaks and when it is quiet, by a clock of the test's own. The loop stands
/// still for real, in a thread of its own, until the test lets it go.
class WatchdogTest {
    private static final long LIMIT = 1_000_000_000L;

    final EventLoop loop = new EventLoop(LoopOptions.defaults().withDebug(false));
    final List<Stall> told = new ArrayList<>();
    long now = 5;
    final Recorder recorder = new Recorder();
    final Watchdog watchdog = new Watchdog(() -> now, told::add, recorder);
    final List<LoopCoreHold> holds = new ArrayList<>();
    Thread runner;

    /// One that listens while the test wants it to.
    private static final class Recorder implements Watchdog.Listener {
        final List<Duration> heard = new ArrayList<>();
        boolean listens;

        @Override
        public boolean listens() {
            return listens;
        }

        @Override
        public void hear(Stall stall) {
            heard.add(stall.time());
        }
    }

    /// One callback that keeps the loop until it is let go.
    private static final class LoopCoreHold implements Runnable {
        final CountDownLatch entered = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);

        @Override
        public void run() {
            entered.countDown();
            try {
                end.await();
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public String toString() {
            throw new AssertionError("a user's code, asked by the watchdog");
        }
    }

    @BeforeEach
    void start() {
        runner = new Thread(loop::runForever);
        runner.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        holds.forEach(hold -> hold.end.countDown());
        loop.callSoonThreadsafe(loop::stop);
        runner.join();
        loop.close();
    }

    private LoopCoreHold hold() throws InterruptedException {
        LoopCoreHold hold = new LoopCoreHold();
        holds.add(hold);
        loop.callSoonThreadsafe(hold);
        hold.entered.await();
        Thread holder = Objects.requireNonNull(loop.thread());
        while (holder.getState() != Thread.State.WAITING) { // it is on its way to `end`
            Thread.onSpinWait();
        }
        return hold;
    }

    private void letGo(LoopCoreHold hold) throws InterruptedException {
        hold.end.countDown();
        CountDownLatch passed = new CountDownLatch(1);
        loop.callSoonThreadsafe(passed::countDown);
        passed.await();
    }

    private int toldAfter(long nanos) {
        now += nanos;
        watchdog.look(List.of(loop));
        return told.size();
    }

    @Test
    void stall_isToldWhenTheLimitIsReached_andAgainTenTimesLater() throws InterruptedException {
        hold();
        assertThat(toldAfter(0)).isZero();

        assertThat(toldAfter(LIMIT - 1)).isZero();
        assertThat(toldAfter(1)).isEqualTo(1);
        assertThat(toldAfter(8 * LIMIT)).isEqualTo(1);
        assertThat(toldAfter(LIMIT)).isEqualTo(2);
        assertThat(told.get(1).time()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void stall_afterAStall_isOnlyCountedForAWhile() throws InterruptedException {
        LoopCoreHold first = hold();
        toldAfter(0);
        assertThat(toldAfter(LIMIT)).isEqualTo(1);
        letGo(first);

        LoopCoreHold second = hold();
        toldAfter(0);
        assertThat(toldAfter(LIMIT)).isEqualTo(1);
        assertThat(toldAfter(1)).isEqualTo(1);
        letGo(second);

        hold();
        toldAfter(10 * LIMIT);
        assertThat(toldAfter(LIMIT)).isEqualTo(2);
        assertThat(told.getLast().others()).isEqualTo(1);
        assertThat(told.getLast().text()).contains("(1 stalls before were not reported)");
    }

    @Test
    void recorder_hearsOfStallsThatAreOnlyCounted_onceEach() throws InterruptedException {
        recorder.listens = true;
        LoopCoreHold first = hold();
        toldAfter(0);
        toldAfter(LIMIT);
        letGo(first);

        LoopCoreHold second = hold();
        toldAfter(0);
        toldAfter(2 * LIMIT);
        assertThat(toldAfter(1)).isEqualTo(1);
        letGo(second);
        recorder.listens = false;
        hold();
        toldAfter(0);
        assertThat(toldAfter(LIMIT)).isEqualTo(1);

        assertThat(recorder.heard).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void loop_thatIsAsleep_isNoStall() {
        toldAfter(0);

        assertThat(toldAfter(100 * LIMIT)).isZero();
    }

    @Test
    void loop_thatGoesOn_isNoStall() throws InterruptedException {
        LoopCoreHold first = hold();
        toldAfter(0);
        letGo(first);
        hold();

        assertThat(toldAfter(LIMIT)).isZero();
    }

    @Test
    void debugMode_changesNothing_soThatItsLogIsThatOfAsyncio() throws InterruptedException {
        loop.callSoonThreadsafe(() -> loop.setDebug(true));
        hold();
        toldAfter(0);

        assertThat(toldAfter(LIMIT / 10)).isZero();
        assertThat(toldAfter(LIMIT)).isEqualTo(1);
    }

    @Test
    void limit_isAnOption() throws InterruptedException {
        loop.beat().setStallLimit(Duration.ofMillis(1));
        hold();
        toldAfter(0);

        assertThat(toldAfter(1_000_000)).isEqualTo(1);
        assertThat(loop.beat().stallLimit()).isEqualTo(Duration.ofMillis(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> loop.beat().setStallLimit(Duration.ZERO))
                .withMessage("limit: PT0S (expected: > 0)");
    }

    @Test
    void pause_isAQuarterOfTheLeastLimit() {
        assertThat(watchdog.look(List.of())).isEqualTo(Duration.ofSeconds(1));
        assertThat(watchdog.look(List.of(loop))).isEqualTo(Duration.ofMillis(250));
        loop.beat().setStallLimit(Duration.ofMillis(100));
        assertThat(watchdog.look(List.of(loop))).isEqualTo(Duration.ofMillis(25));
    }

    @Test
    void callback_isNamed() throws InterruptedException {
        hold();
        toldAfter(0);
        toldAfter(LIMIT);

        assertThat(told.getFirst().text())
                .startsWith(
                        "The loop has stood still for 1.0 s: <Handle"
                                + " dev.asyncio4j.inspect.WatchdogTest")
                .contains("    at java.base/java.util.concurrent.CountDownLatch.await(");
    }

    @Test
    void runningLoops_areListed() throws InterruptedException {
        hold();

        assertThat(RunningLoops.list()).contains(loop);
    }
}
