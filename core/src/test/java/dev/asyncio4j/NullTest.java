// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// null where a value must be: refused at the door, by the parameter's name.
class NullTest {
    private static final Coroutine<?> NO_COROUTINE = null;
    private static final Awaitable<?> NOTHING = null;
    private static final Duration NO_DURATION = null;
    private static final Body<?> NO_BODY = null;

    @TestFactory
    Stream<DynamicTest> everyDoor_namesTheParameter() {
        Map<String, Body.OfNothing> misuses = new LinkedHashMap<>();
        misuses.put("fault handler", () -> getRunningLoop().callExceptionHandler(null));
        misuses.put("executor default", () -> getRunningLoop().setDefaultExecutor(null));
        misuses.put("body async", () -> async(NO_BODY));
        misuses.put("body async of nothing", () -> async((Body.OfNothing) null));
        misuses.put("body async named", () -> async("name", NO_BODY));
        misuses.put("awaitable await", () -> await(NOTHING));
        misuses.put("stage await", () -> await((CompletionStage<?>) null));
        misuses.put("stage wrapFuture", () -> wrapFuture(null));
        misuses.put("coroutine createTask", () -> createTask(NO_COROUTINE));
        misuses.put("options createTask", () -> createTask(sleepy(), (TaskOptions) null));
        misuses.put("awaitable ensureFuture", () -> ensureFuture(NOTHING));
        misuses.put("duration sleep", () -> sleep(NO_DURATION));
        misuses.put("awaitable gather", () -> gather(NOTHING, NOTHING));
        misuses.put("awaitable gather list", () -> gather(nulls()));
        misuses.put("awaitable gather limited", () -> gather(2, nulls()));
        misuses.put("items map", () -> map(2, null, item -> sleepy()));
        misuses.put("function map", () -> map(2, List.of(1), null));
        misuses.put("futures waitOn", () -> waitOn(null));
        misuses.put("future waitOn of null", () -> waitOn(Arrays.asList((Future<?>) null)));
        misuses.put("returnWhen waitOn", () -> waitOn(List.of(done()), null));
        misuses.put("awaitable waitFor", () -> waitFor(NOTHING, 1));
        misuses.put("duration waitFor", () -> waitFor(sleepy(), NO_DURATION));
        misuses.put("awaitable shield", () -> shield(NOTHING));
        misuses.put("awaitable asCompleted", () -> asCompleted(nulls()));
        misuses.put("body taskGroup", () -> taskGroup((Body.InOfNothing<TaskGroup>) null));
        misuses.put("body timeout", () -> timeout(1, NO_BODY));
        misuses.put("duration timeout", () -> timeout(NO_DURATION));
        misuses.put("awaitable stoppable", () -> stoppable(NOTHING));
        misuses.put("call toThread", () -> toThread(null));
        misuses.put("computation toCpu", () -> toCpu(null));
        misuses.put("call runInExecutor", () -> runInExecutor(null, null));
        misuses.put(
                "coroutine runCoroutineThreadsafe",
                () -> runCoroutineThreadsafe(NO_COROUTINE, getRunningLoop()));
        misuses.put("coroutine group", () -> group(group -> group.createTask(NO_COROUTINE)));
        misuses.put("callback callSoon", () -> getRunningLoop().callSoon(null));
        misuses.put("callback callLater", () -> getRunningLoop().callLater(1, null));
        misuses.put("callback threadsafe", () -> getRunningLoop().callSoonThreadsafe(null));
        misuses.put("callback addDoneCallback", () -> done().addDoneCallback(null));
        misuses.put("failure setException", () -> done().setException(null));
        misuses.put("name setName", () -> currentTask().setName(null));
        misuses.put("grace stop", () -> currentTask().stop(null));
        return misuses.entrySet().stream()
                .map(each -> DynamicTest.dynamicTest(each.getKey(), () -> refused(each)));
    }

    private static void refused(Map.Entry<String, Body.OfNothing> misuse) {
        String parameter = misuse.getKey().split(" ")[0];
        Stage stage = new Stage();
        stage.play(
                () -> {
                    int before = allTasks().size();
                    assertThatThrownBy(() -> misuse.getValue().run())
                            .isInstanceOf(NullPointerException.class)
                            .hasMessageMatching(
                                    parameter + "|.*because \"" + parameter + "\" is null");
                    assertThat(allTasks()).hasSize(before);
                });
        stage.endsCleanly();
    }

    private static Coroutine<Void> sleepy() {
        return sleep(0);
    }

    private static Future<String> done() {
        return getRunningLoop().createFuture();
    }

    private static List<Task<String>> nulls() {
        return new ArrayList<>(Arrays.asList((Task<String>) null));
    }

    private static void group(java.util.function.Consumer<TaskGroup> misuse) {
        Body.InOfNothing<TaskGroup> body = misuse::accept;
        try {
            await(taskGroup(body));
        } catch (ExceptionGroup failures) {
            throw (RuntimeException) failures.exceptions().getFirst();
        }
    }
}
