// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Task;
import dev.asyncio4j.testing.Explorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private long nanos() {
        return scene.loop.nanos();
    }

    /// When `tasks` tasks that come together get their token.
    private List<Long> times(RateLimiter limiter, int tasks) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < tasks; i++) {
            scene.begin(
                    "task",
                    () -> {
                        await(limiter.acquire());
                        times.add(nanos());
                    });
        }
        scene.join();
        return times;
    }

    @Test
    void acquire_evenly_comesAtEachMultipleExactly() {
        RateLimiter limiter = new RateLimiter(3, SECOND, 1);

        scene.run(
                () ->
                        assertThat(times(limiter, 7))
                                .containsExactly(
                                        0L,
                                        333_333_334L,
                                        666_666_667L,
                                        1_000_000_000L,
                                        1_333_333_334L,
                                        1_666_666_667L,
                                        2_000_000_000L));
    }

    @Test
    void acquire_burst_comesAtOnceAndThenEvenly() {
        RateLimiter limiter = new RateLimiter(2, SECOND);

        scene.run(
                () -> {
                    assertThat(times(limiter, 5))
                            .containsExactly(0L, 0L, 500_000_000L, 1_000_000_000L, 1_500_000_000L);
                    await(sleep(100));
                    assertThat(limiter.statistics().available()).isEqualTo(2);
                    long start = nanos();
                    assertThat(times(limiter, 3))
                            .containsExactly(start, start, start + 500_000_000);
                });
    }

    @Test
    void acquire_aMillionTimes_doesNotDrift() {
        RateLimiter limiter = new RateLimiter(700, Duration.ofSeconds(3), 1);

        scene.run(
                () -> {
                    for (int i = 0; i <= 70_000; i++) {
                        await(limiter.acquire());
                    }
                    assertThat(nanos()).isEqualTo(300_000_000_000L);
                });
    }

    @Test
    void acquire_pauseShorterThanTheBurst_keepsWhatCameMeanwhile() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 3);

        scene.run(
                () -> {
                    times(limiter, 3);
                    await(sleep(1.5));
                    assertThat(limiter.statistics())
                            .isEqualTo(new RateLimiter.Statistics(1, 3, 0, Duration.ZERO));
                    assertThat(times(limiter, 2)).containsExactly(1_500_000_000L, 2_000_000_000L);
                });
    }

    @Test
    void acquiring_inASelect_takesWhenItIsTime() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 1);
        Event stop = new Event();

        scene.run(
                () -> {
                    await(Select.first(limiter.acquiring(1), stop.waiting())); // at once
                    scene.begin(
                            "select",
                            () -> await(Select.first(stop.waiting(), limiter.acquiring(1))));
                    scene.begin("behind", () -> await(limiter.acquire()));
                    turns(1);
                    assertThat(limiter.waiters()).isEqualTo(scene.tasks);
                    await(sleep(1.5));
                    assertThat(scene.marks).containsExactly("select");
                    scene.join();
                    assertThat(nanos()).isEqualTo(2_000_000_000L);
                });
    }

    @Test
    void acquiring_somethingElseIsDone_takesNothing() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 1);
        Event stop = new Event();

        scene.run(
                () -> {
                    await(limiter.acquire());
                    scene.begin(
                            "select",
                            () -> await(Select.first(stop.waiting(), limiter.acquiring(1))));
                    scene.begin("behind", () -> await(limiter.acquire()));
                    await(sleep(0.5));
                    stop.set();
                    scene.join();
                    assertThat(nanos()).isEqualTo(1_000_000_000L);
                });

        assertThat(scene.marks).containsExactly("select", "behind");
        assertThat(limiter.waiters()).isEmpty();
    }

    @Test
    void cancel_justWhenItIsTime_givesTheTokensBack() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 2);

        scene.run(
                () -> {
                    await(limiter.acquire(2));
                    Task<?> late = scene.begin("late", () -> await(limiter.acquire(2)));
                    scene.begin("behind", () -> await(limiter.acquire(2)));
                    turns(1);
                    scene.loop.callAt(2, late::cancel); // after the timer that wakes it
                    scene.join();
                    assertThat(nanos()).isEqualTo(2_000_000_000L);
                });

        assertThat(scene.marks).containsExactly("late CancelledError", "behind");
        assertThat(limiter.statistics().delay()).isEqualTo(SECOND);
    }

    @Test
    void acquire_several_isNotOvertaken() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 3);

        scene.run(
                () -> {
                    await(limiter.acquire(3));
                    scene.begin(
                            "three",
                            () -> {
                                await(limiter.acquire(3));
                                scene.marks.add("at " + scene.loop.time());
                            });
                    scene.begin(
                            "one",
                            () -> {
                                await(limiter.acquire());
                                scene.marks.add("at " + scene.loop.time());
                            });
                    await(sleep(1));
                    assertThat(limiter.waiters()).isEqualTo(scene.tasks);
                    assertThatExceptionOfType(WouldBlock.class).isThrownBy(limiter::acquireNoWait);
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("at 3.0", "three", "at 4.0", "one");
    }

    @Test
    void cancel_whoIsFirstInLine_letsTheNextComeInItsPlace() {
        RateLimiter limiter = new RateLimiter(1, SECOND, 3);

        scene.run(
                () -> {
                    await(limiter.acquire(3));
                    Task<?> greedy = scene.begin("three", () -> await(limiter.acquire(3)));
                    scene.begin("one", () -> await(limiter.acquire()));
                    await(sleep(0.5));
                    greedy.cancel();
                    scene.join();
                    assertThat(scene.loop.time()).isEqualTo(1.0);
                });

        assertThat(scene.marks).containsExactly("three CancelledError", "one");
    }

    @Test
    void acquireNoWait_noneReady_isRefused() {
        RateLimiter limiter = new RateLimiter(2, SECOND);

        scene.run(
                () -> {
                    limiter.acquireNoWait(2);
                    assertThatExceptionOfType(WouldBlock.class).isThrownBy(limiter::acquireNoWait);
                    await(sleep(0.5));
                    limiter.acquireNoWait();
                    assertThatExceptionOfType(WouldBlock.class).isThrownBy(limiter::acquireNoWait);
                });
    }

    @Test
    void acquire_moreThanTheBurst_isRefused() {
        RateLimiter limiter = new RateLimiter(2, SECOND, 5);

        for (int tokens : List.of(0, -1, 6)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> limiter.acquire(tokens))
                    .withMessage("tokens: " + tokens + " (expected: 1 to burst, which is 5)");
            assertThatIllegalArgumentException().isThrownBy(() -> limiter.acquireNoWait(tokens));
        }
        scene.run(() -> await(limiter.acquire(5)));
    }

    @Test
    void make_withoutSense_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(0, SECOND))
                .withMessage("count: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(1, SECOND, 0))
                .withMessage("burst: 0 (expected: >= 1)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(1, Duration.ZERO))
                .withMessage("period: PT0S (expected: > 0)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RateLimiter(1_000_000, Duration.ofDays(1)))
                .withMessage("period: PT24H (expected: count and burst periods are < 73 years)");
    }

    @Test
    void acquire_onAnotherLoop_isRefused() {
        RateLimiter limiter = new RateLimiter(1, SECOND);
        scene.run(() -> await(limiter.acquire()));
        try (Scene other = new Scene()) {
            other.run(
                    () ->
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> await(limiter.acquire()))
                                    .withMessageEndingWith(" is bound to a different event loop"));
        }

        scene.run(() -> await(limiter.acquire()));
        assertThat(scene.loop.time()).isEqualTo(1.0);
    }

    @Test
    void statistics_andText_sayHowItIs() {
        RateLimiter limiter = new RateLimiter(4, SECOND, 10);
        assertThat(limiter).hasToString("<RateLimiter [4 per PT1S, burst:10, available:10]>");

        scene.run(
                () -> {
                    await(limiter.acquire(9));
                    assertThat(limiter)
                            .hasToString("<RateLimiter [4 per PT1S, burst:10, available:1]>");
                    scene.begin("waits", () -> await(limiter.acquire(3)));
                    scene.begin("behind", () -> await(limiter.acquire()));
                    turns(1);
                    assertThat(limiter.statistics())
                            .isEqualTo(new RateLimiter.Statistics(0, 10, 2, Duration.ZERO));
                    assertThat(limiter)
                            .hasToString(
                                    "<RateLimiter [4 per PT1S, burst:10, available:0, waiters:2]>");
                    scene.join();
                    assertThat(scene.loop.time()).isEqualTo(0.75);
                    assertThat(limiter.statistics())
                            .isEqualTo(
                                    new RateLimiter.Statistics(0, 10, 0, Duration.ofMillis(250)));
                });
    }

    @Test
    @Tag("slow")
    void tokens_underAnySchedule_areNeverTooMany() {
        Explorer.defaults()
                .withSchedules(10_000)
                .withInjections(Explorer.Injection.CANCEL, Explorer.Injection.FAULT)
                .explore(() -> async(RateLimiterTest::manyTakers));
    }

    private static void manyTakers() {
        RateLimiter limiter = new RateLimiter(2, SECOND, 2);
        List<Long> times = new ArrayList<>();
        List<Task<?>> tasks = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            tasks.add(
                    createTask(
                            async(
                                    () -> {
                                        await(limiter.acquire());
                                        times.add(getRunningLoop().nanos());
                                    })));
        }
        Scene.ended(tasks);
        for (int i = 2; i < times.size(); i++) {
            assertThat(times.get(i) - times.get(i - 2)).isGreaterThanOrEqualTo(500_000_000L);
        }
        assertThat(times).hasSizeGreaterThanOrEqualTo(5);
        assertThat(times.getLast()).isLessThanOrEqualTo(2_000_000_000L);
        assertThat(limiter.statistics().waiting()).isZero();
    }
}
