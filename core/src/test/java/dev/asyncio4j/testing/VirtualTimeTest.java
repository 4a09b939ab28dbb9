// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.Asyncio.waitFor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.DeadlockError;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.RunnerOptions;
import dev.asyncio4j.loop.LoopOptions;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class VirtualTimeTest {
    final VirtualTime time = new VirtualTime();
    final EventLoop loop = new EventLoop(time.in(LoopOptions.defaults()));

    @Test
    void sleep_jumpsThere() {
        loop.runUntilComplete(async(() -> await(gather(sleep(3600), sleep(0.5), sleep(7200)))));

        assertThat(loop.time()).isEqualTo(7200);
        assertThat(time).hasToString("<VirtualTime 7200.0>");
    }

    @Test
    void timers_fireInOrderOfTime() {
        Marks marks = new Marks();

        loop.runUntilComplete(
                async(
                        () -> {
                            loop.callLater(3, () -> marks.end(3));
                            loop.callLater(1, () -> marks.reach(1));
                            loop.callLater(2, () -> marks.reach(2));
                            await(sleep(4));
                        }));
    }

    @Test
    void pass_asWorkDoes_makesTimersLate() {
        loop.runUntilComplete(
                async(
                        () -> {
                            var late = createTask(sleep(1));
                            await(sleep(0));
                            time.pass(Duration.ofSeconds(5));
                            await(late);
                        }));

        assertThat(loop.time()).isEqualTo(5);
    }

    @Test
    void pass_backwards_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> time.pass(Duration.ofSeconds(-2)))
                .withMessage("time: PT-2S (expected: >= 0)");
    }

    @Test
    void toThread_underWay_holdsTheClock() {
        CountDownLatch goOn = new CountDownLatch(1);

        String result =
                loop.runUntilComplete(
                        async(
                                () -> {
                                    var call =
                                            createTask(
                                                    toThread(
                                                            () -> {
                                                                goOn.await();
                                                                return "done at " + loop.time();
                                                            }));
                                    loop.callLater(5, () -> {});
                                    await(sleep(0));
                                    loop.callSoonThreadsafe(goOn::countDown);
                                    return await(waitFor(call, 10));
                                }));

        assertThat(result).isEqualTo("done at 0.0");
        assertThat(loop.time()).isZero();
    }

    @Test
    void toThread_given_up_noLongerHoldsTheClock() {
        CountDownLatch goOn = new CountDownLatch(1);

        loop.runUntilComplete(
                async(
                        () -> {
                            var call = createTask(toThread(() -> goOn.await(9, TimeUnit.SECONDS)));
                            await(sleep(0));
                            call.cancel();
                            await(sleep(5));
                        }));
        goOn.countDown();

        assertThat(loop.time()).isEqualTo(5);
    }

    @Test
    void expectedLetter_ofAnyThread_isWaitedFor() {
        loop.runUntilComplete(
                async(
                        () -> {
                            var future = loop.<String>createFuture();
                            time.expectLetters(1);
                            Thread.ofVirtual()
                                    .start(
                                            () ->
                                                    loop.callSoonThreadsafe(
                                                            () -> {
                                                                time.expectLetters(-1);
                                                                future.setResult("letter");
                                                            }));
                            assertThat(await(waitFor(future, 1))).isEqualTo("letter");
                        }));
    }

    @Test
    void run_withAnExecutor_ends() {
        assertThat(
                        run(
                                toThread(() -> "ok"),
                                RunnerOptions.defaults()
                                        .withInterrupt(false)
                                        .withLoopFactory(() -> loop)))
                .isEqualTo("ok");
    }

    @Test
    void deadlock_namesWhoWaitsForWhat() {
        var main =
                async(
                        "main",
                        () -> {
                            currentTask().setName("the main task");
                            await(loop.createFuture());
                        });

        assertThatExceptionOfType(DeadlockError.class)
                .isThrownBy(() -> loop.runUntilComplete(main))
                .withMessageStartingWith(
                        "the loop would wait for ever: nothing is ready, no timer is set;"
                                + " who waits:\n  task 'the main task' waits for"
                                + " <Future pending>, which nobody completes");
    }

    @Test
    void deadlock_inARunner_endsTheTasks() {
        Marks marks = new Marks();
        var stuck =
                async(
                        () -> {
                            try {
                                await(loop.createFuture());
                            } catch (CancelledError atTheEnd) {
                                marks.note("cancelled");
                                throw atTheEnd;
                            }
                        });

        assertThatExceptionOfType(DeadlockError.class)
                .isThrownBy(
                        () ->
                                run(
                                        stuck,
                                        RunnerOptions.defaults()
                                                .withInterrupt(false)
                                                .withLoopFactory(() -> loop)));
        assertThat(marks.notes()).containsExactly("cancelled");
    }
}
