// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.allTasks;
import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.Asyncio.waitOn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.planted.Steps;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.testing.Explorer.Injection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The fault that a schedule injects at the n-th completion, and the awaits that it leaves alone.
class CompletionFaultTest {

    /// Steps of which each but those in brackets completes one await.
    private static Map<String, Body.OfNothing> steps() {
        Map<String, Body.OfNothing> steps = new LinkedHashMap<>();
        steps.put("sleep", () -> await(sleep(1)));
        steps.put("(yield)", () -> await(sleep(0)));
        steps.put("future", () -> await(futureDoneIn(1)));
        steps.put("(done future)", CompletionFaultTest::awaitDone);
        steps.put("task", () -> await(yielding()));
        steps.put("gather", () -> await(gather(yielding(), yielding())));
        steps.put("shield", () -> await(shield(yielding())));
        steps.put("thread", () -> await(toThread(() -> 1)));
        steps.put("(event)", () -> await(setSoon().waitOn()));
        steps.put("(queue)", () -> await(filledSoon().get()));
        steps.put("(group)", () -> await(taskGroup(group -> group.createTask(yields()))));
        steps.put("(wait)", () -> await(waitOn(List.of(yielding()))));
        steps.put("the last", () -> await(sleep(1)));
        return steps;
    }

    @Test
    void faultAfter_hitsTheNthThatCanFail() {
        List<String> hit = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (String step : steps().keySet()) {
            if (!step.startsWith("(")) {
                expected.add(step);
            }
        }

        for (int n = 1; n <= expected.size() + 1; n++) {
            var outcome = Schedules.run(Schedule.fifo().withFaultAfter(n), () -> noting(hit));
            assertThat(outcome.failure()).isNull();
            if (n <= expected.size()) {
                assertThat(outcome.trace())
                        .anyMatch(line -> line.contains(" failed at completion "));
            }
        }

        expected.add("none");
        assertThat(hit).isEqualTo(expected);
    }

    /// What it awaited has its result all the same.
    @Test
    void faultAfter_comesInPlaceOfTheResult_whichIsThere() {
        Future<?>[] awaited = new Future<?>[1];
        Throwable[] seen = new Throwable[1];

        Schedules.run(
                Schedule.fifo().withFaultAfter(1),
                () ->
                        async(
                                () -> {
                                    awaited[0] = futureDoneIn(2);
                                    try {
                                        await(awaited[0]);
                                    } catch (InjectedFault fault) {
                                        seen[0] = fault;
                                    }
                                }));

        assertThat(seen[0]).hasMessage("failed at completion 1 by schedule fifo+fault-after@1");
        assertThat(awaited[0].result()).isEqualTo("done");
    }

    @ParameterizedTest
    @EnumSource
    void group_underInjections_leavesNoTaskBehind(Injection injection) {
        Explorer.defaults()
                .withInjections(injection)
                .withSchedules(500)
                .explore(
                        () ->
                                async(
                                        () -> {
                                            Task<?> me = currentTask();
                                            try {
                                                await(
                                                        taskGroup(
                                                                group -> {
                                                                    group.createTask(work(1));
                                                                    group.createTask(work(2));
                                                                    await(sleep(1));
                                                                }));
                                            } finally {
                                                Steps.check(
                                                        List.copyOf(allTasks()).equals(List.of(me)),
                                                        "left behind: " + allTasks());
                                            }
                                        }));
    }

    @ParameterizedTest
    @EnumSource
    void condition_underInjections_alwaysHasItsLockBack(Injection injection) {
        Explorer.defaults()
                .withInjections(injection)
                .withSchedules(500)
                .explore(
                        () -> {
                            Condition condition = new Condition();
                            boolean[] ready = {false};
                            return async(
                                    () ->
                                            await(
                                                    gather(
                                                            waiting(condition, ready),
                                                            notifying(condition, ready))));
                        });
    }

    private static Coroutine<?> waiting(Condition condition, boolean[] ready) {
        return condition.use(() -> await(condition.waitFor(() -> ready[0])));
    }

    private static Coroutine<?> notifying(Condition condition, boolean[] ready) {
        return condition.use(
                () -> {
                    try {
                        await(sleep(1));
                    } finally {
                        ready[0] = true;
                        condition.notifyAllWaiters();
                    }
                });
    }

    private static Coroutine<@Nullable Void> noting(List<String> hit) {
        return async(
                () -> {
                    for (var step : steps().entrySet()) {
                        try {
                            step.getValue().run();
                        } catch (InjectedFault fault) {
                            hit.add(step.getKey());
                            throw fault;
                        }
                    }
                    hit.add("none");
                });
    }

    private static Coroutine<?> work(double seconds) {
        return async(
                () -> {
                    try {
                        await(sleep(seconds));
                    } finally {
                        await(sleep(0));
                    }
                });
    }

    private static Coroutine<@Nullable Void> yields() {
        return async(() -> await(sleep(0)));
    }

    private static Task<@Nullable Void> yielding() {
        return createTask(yields());
    }

    private static Future<String> futureDoneIn(double seconds) {
        Future<String> future = getRunningLoop().createFuture();
        getRunningLoop().callLater(seconds, () -> future.setResult("done"));
        return future;
    }

    private static void awaitDone() {
        Future<String> future = getRunningLoop().createFuture();
        future.setResult("done");
        await(future);
    }

    private static Event setSoon() {
        Event event = new Event();
        getRunningLoop().callLater(1, event::set);
        return event;
    }

    private static Queue<Integer> filledSoon() {
        Queue<Integer> queue = new Queue<>();
        getRunningLoop().callLater(1, () -> queue.putNoWait(1));
        return queue;
    }
}
