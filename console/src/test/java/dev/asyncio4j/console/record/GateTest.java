// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.console.record.Gate.Mode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("real-time")
class GateTest {

    private final EventLoop loop = new EventLoop();
    private final Gate gate = new Gate(loop.beat(), () -> false);

    @AfterEach
    void close() {
        loop.close();
    }

    private Thread held(Runnable afterwards) {
        Thread thread =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    gate.beforeStep();
                                    afterwards.run();
                                });
        while (!gate.isHolding()) {
            Thread.onSpinWait();
        }
        return thread;
    }

    @Test
    void openGate_holdsNobody() {
        gate.beforeStep();

        assertThat(gate.isHolding()).isFalse();
        assertThat(gate.heldNanos()).isZero();
    }

    @Test
    void heldLoop_looksForThePage() throws Exception {
        gate.set(Mode.PAUSE);
        CountDownLatch through = new CountDownLatch(1);
        held(through::countDown);
        CompletableFuture<Thread> looker = new CompletableFuture<>();

        gate.ask(() -> looker.complete(Thread.currentThread()));

        assertThat(looker.get(20, TimeUnit.SECONDS)).isNotSameAs(Thread.currentThread());
        assertThat(loop.beat().isHeld()).isTrue();
        assertThat(through.getCount()).isEqualTo(1);
        gate.step();
        assertThat(through.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(loop.beat().isHeld()).isFalse();
        assertThat(gate.heldNanos()).isPositive();
    }

    @Test
    void interrupt_isForTheProgram_andOpensTheGate() throws Exception {
        gate.set(Mode.PAUSE);
        CompletableFuture<Boolean> wasInterrupted = new CompletableFuture<>();
        Thread thread = held(() -> wasInterrupted.complete(Thread.currentThread().isInterrupted()));

        thread.interrupt();

        assertThat(wasInterrupted.get(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.mode()).isEqualTo(Mode.RUN);
    }

    @Test
    void signal_opensTheGate_alsoIfThePageHasSeenIt() throws Exception {
        gate.holdUnseen();
        gate.seen();
        CountDownLatch through = new CountDownLatch(1);
        held(through::countDown);

        loop.beat().countSignal();

        assertThat(through.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(gate.mode()).isEqualTo(Mode.RUN);
    }

    @Test
    void signal_thatCameBefore_letsThePageHoldTheLoop() {
        loop.beat().countSignal();
        gate.set(Mode.PAUSE);

        held(() -> {});

        assertThat(gate.isHolding()).isTrue();
        gate.set(Mode.RUN);
    }

    @Test
    void signal_letsVirtualTimeJump() throws Exception {
        gate.set(Mode.PAUSE);
        CountDownLatch through = new CountDownLatch(1);
        Thread.ofPlatform()
                .start(
                        () -> {
                            gate.beforePoll(3_600_000_000_000L, true);
                            through.countDown();
                        });
        while (!gate.isHolding()) {
            Thread.onSpinWait();
        }

        loop.beat().countSignal();

        assertThat(through.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void turn_letsAllThrough_untilTheLoopPolls() {
        gate.turn();
        gate.beforeStep();
        gate.beforeStep();
        gate.beforePoll(0, false);

        assertThat(gate.mode()).isEqualTo(Mode.PAUSE);
        held(() -> {});
        assertThat(gate.isHolding()).isTrue();
        gate.set(Mode.RUN);
    }
}
