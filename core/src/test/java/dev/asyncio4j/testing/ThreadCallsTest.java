// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.runInExecutor;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toCpu;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.planted.Steps;
import dev.asyncio4j.testing.Schedule.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Results of calls on other threads come in the order that the oracle chooses.
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadCallsTest {

    @Test
    void fifo_theQuickerCall_comesInItsTurn() {
        for (int i = 0; i < 100; i++) {
            List<String> order = new ArrayList<>();

            play(Schedule.fifo(), () -> slowAndQuick(order));

            assertThat(order).containsExactly("slow", "quick");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"OPEN", "ROUNDS", "WALK", "PCT"})
    void seeds_bringAllOrders(Kind kind) {
        Set<String> seen = new TreeSet<>();
        for (int seed = 1; seed <= 100; seed++) {
            List<String> order = new ArrayList<>();
            play(Schedule.seeded(kind, seed), () -> three(order));
            seen.add(String.join("", order));
        }

        assertThat(seen).containsExactly("123", "132", "213", "231", "312", "321");
    }

    @ParameterizedTest
    @EnumSource
    void oneSeed_isOneTrace_byteForByte(Kind kind) {
        for (int seed = 1; seed <= 50; seed++) {
            Schedule schedule = Schedule.seeded(kind, kind == Kind.FIFO ? 0 : seed);
            var one = Schedules.run(schedule, ThreadCallsTest::mixed);
            var two = Schedules.run(schedule, ThreadCallsTest::mixed);
            var replayed =
                    Schedules.run(
                            Schedule.parse(one.recorded().toString()), ThreadCallsTest::mixed);

            assertThat(one.failure()).isNull();
            assertThat(two.trace()).isEqualTo(one.trace());
            assertThat(replayed.trace()).isEqualTo(one.trace());
        }
    }

    @Test
    void trace_namesTheCalls() {
        var outcome =
                Schedules.run(Schedule.fifo(), () -> async("main", () -> await(toThread(() -> 1))));

        assertThat(outcome.trace()).contains("0.0 <Handle result of thread call 1>");
    }

    @Test
    void result_mayComeBeforeOthersHaveEnded() {
        Set<Integer> stepsBefore = new TreeSet<>();
        for (int seed = 1; seed <= 200; seed++) {
            int[] steps = {0};
            play(
                    Schedule.seeded(Kind.OPEN, seed),
                    () ->
                            async(
                                    () -> {
                                        Task<?> other = createTask(stepping(steps, 5));
                                        await(toThread(() -> 1));
                                        stepsBefore.add(steps[0]);
                                        await(other);
                                    }));
        }

        assertThat(stepsBefore).contains(2, 3, 4, 5);
    }

    @Test
    void severalResults_mayComeInOneTurn() {
        Set<Integer> together = new TreeSet<>();
        for (int seed = 1; seed <= 100; seed++) {
            play(
                    Schedule.seeded(Kind.OPEN, seed),
                    () ->
                            async(
                                    () -> {
                                        var a = createTask(toThread(() -> 1));
                                        var b = createTask(toThread(() -> 2));
                                        var first = dev.asyncio4j.ReturnWhen.FIRST_COMPLETED;
                                        together.add(
                                                await(
                                                                dev.asyncio4j.Asyncio.waitOn(
                                                                        List.of(a, b), first))
                                                        .done()
                                                        .size());
                                        await(gather(a, b));
                                    }));
        }

        assertThat(together).containsExactly(1, 2);
    }

    @ParameterizedTest
    @EnumSource
    void callThatWaitsForTheLoop_getsWhatItWaitsFor(Kind kind) {
        for (int seed = 1; seed <= 20; seed++) {
            List<String> got = new ArrayList<>();
            play(
                    Schedule.seeded(kind, seed),
                    () ->
                            async(
                                    () -> {
                                        EventLoop loop = getRunningLoop();
                                        var asks =
                                                toThread(
                                                        () ->
                                                                loop.blockOn(
                                                                        async(
                                                                                () -> {
                                                                                    await(sleep(0));
                                                                                    return "answer";
                                                                                })));
                                        var other = toThread(() -> "other");
                                        got.addAll(await(gather(asks, other)));
                                    }));

            assertThat(got).containsExactly("answer", "other");
        }
    }

    @ParameterizedTest
    @EnumSource
    void callThatWaitsForTheResultOfAnother_isPassedOver(Kind kind) {
        for (int seed = 1; seed <= 5; seed++) {
            CountDownLatch otherCame = new CountDownLatch(1);
            List<String> order = new ArrayList<>();

            play(
                    Schedule.seeded(kind, seed),
                    () ->
                            async(
                                    () -> {
                                        var waits =
                                                noting(
                                                        order,
                                                        "waits",
                                                        () -> {
                                                            otherCame.await();
                                                            return 1;
                                                        });
                                        var other =
                                                async(
                                                        () -> {
                                                            await(noting(order, "other", () -> 2));
                                                            otherCame.countDown();
                                                        });
                                        await(gather(waits, other));
                                    }));

            assertThat(order).containsExactly("other", "waits");
        }
    }

    @Test
    void letterThatTheCallPosts_comesBeforeItsResult() {
        for (int seed = 1; seed <= 50; seed++) {
            List<String> order = new ArrayList<>();
            play(
                    Schedule.seeded(Kind.OPEN, seed),
                    () ->
                            async(
                                    () -> {
                                        EventLoop loop = getRunningLoop();
                                        await(
                                                noting(
                                                        order,
                                                        "result",
                                                        () ->
                                                                loop.callSoonThreadsafe(
                                                                        () ->
                                                                                order.add(
                                                                                        "letter"))));
                                    }));

            assertThat(order).containsExactly("letter", "result");
        }
    }

    @Test
    void cancelledCall_isNotWaitedFor() {
        CountDownLatch never = new CountDownLatch(1);
        var outcome =
                Schedules.run(
                        Schedule.fifo(),
                        () ->
                                async(
                                        () -> {
                                            Task<?> call =
                                                    createTask(
                                                            dev.asyncio4j.Asyncio
                                                                    .toInterruptibleThread(
                                                                            () -> {
                                                                                never.await();
                                                                                return 1;
                                                                            }));
                                            await(sleep(0));
                                            call.cancel();
                                            await(sleep(5));
                                        }));

        assertThat(outcome.failure()).isNull();
    }

    @Test
    void executorThatRefuses_leavesNoCallBehind() {
        var outcome =
                Schedules.run(
                        Schedule.fifo(),
                        () ->
                                async(
                                        () -> {
                                            var closed = Executors.newSingleThreadExecutor();
                                            closed.shutdown();
                                            assertThatExceptionOfType(
                                                            RejectedExecutionException.class)
                                                    .isThrownBy(
                                                            () ->
                                                                    await(
                                                                            runInExecutor(
                                                                                    closed,
                                                                                    () -> 1)));
                                            await(sleep(5));
                                        }));

        assertThat(outcome.failure()).isNull();
    }

    @Test
    void explore_findsTheOrderThatBreaks_andRepeatsIt() {
        var found = Explorer.defaults().find(ThreadCallsTest::reliesOnTheOrder);

        assertThat(found).isNotNull();
        assertThat(found.number()).isBetween(2, 100);
        assertThat(found.repeats()).isTrue();
    }

    private static void play(Schedule schedule, Supplier<Coroutine<?>> program) {
        var outcome = Schedules.run(schedule, program);
        if (outcome.failure() != null) {
            throw new AssertionError(schedule + " " + outcome.trace(), outcome.failure());
        }
    }

    private static Coroutine<@Nullable Void> noting(
            List<String> order, String name, java.util.concurrent.Callable<?> call) {
        return async(
                () -> {
                    await(toThread(call));
                    order.add(name);
                });
    }

    /// The first call ends after the second has.
    private static Coroutine<?> slowAndQuick(List<String> order) {
        CountDownLatch quickRan = new CountDownLatch(1);
        return async(
                () ->
                        await(
                                gather(
                                        noting(
                                                order,
                                                "slow",
                                                () -> {
                                                    quickRan.await();
                                                    return 1;
                                                }),
                                        noting(
                                                order,
                                                "quick",
                                                () -> {
                                                    quickRan.countDown();
                                                    return 2;
                                                }))));
    }

    private static Coroutine<?> three(List<String> order) {
        return async(
                () ->
                        await(
                                gather(
                                        noting(order, "1", () -> 1),
                                        noting(order, "2", () -> 2),
                                        noting(order, "3", () -> 3))));
    }

    private static Coroutine<?> stepping(int[] steps, int count) {
        return async(
                () -> {
                    for (int i = 0; i < count; i++) {
                        steps[0]++;
                        await(sleep(0));
                    }
                });
    }

    /// Threads of three kinds, steps, and timers, some of them equal.
    private static Coroutine<?> mixed() {
        return async(
                () -> {
                    List<Coroutine<?>> all = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        all.add(stepping(new int[1], 3));
                        all.add(sleep(1));
                        all.add(
                                async(
                                        () -> {
                                            await(toThread(() -> number));
                                            await(toCpu(() -> number * 2));
                                            await(sleep(1));
                                            await(toThread(() -> number));
                                        }));
                    }
                    await(gather(all));
                });
    }

    private static Coroutine<?> reliesOnTheOrder() {
        List<String> order = new ArrayList<>();
        return async(
                () -> {
                    await(gather(noting(order, "a", () -> 1), noting(order, "b", () -> 2)));
                    Steps.check(order.getFirst().equals("a"), "b came first");
                });
    }
}
