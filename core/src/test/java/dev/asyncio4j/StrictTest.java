// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.Log;
import dev.asyncio4j.testing.VirtualTime;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What strict mode reports, and what it does not.
class StrictTest {

    final Stage stage = new Stage(VirtualTime.options().withStrict(true));

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private static Coroutine<Integer> swallowing() {
        return async(
                "deaf",
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError swallowed) {
                        return 1;
                    }
                    return 2;
                });
    }

    @Test
    void cancelled_butEndsWithAResult_isReported() {
        stage.play(
                () -> {
                    Task<Integer> task = createTask(swallowing(), "worker");
                    await(sleep(0));
                    task.cancel("enough");
                    await(task);
                });

        assertThat(stage.faults.getFirst().context())
                .containsEntry("message", "Task swallowed a cancellation")
                .containsKeys("task", "cancel_reason");
        assertThat(stage.faults.getFirst().context().get("cancel_reason").toString())
                .endsWith(": \"enough\"");
        assertThat(stage.faultMessages()).hasSize(1);
    }

    @Test
    void cancelled_butTheAwaitedTaskSwallows_namesBoth() {
        stage.play(
                () -> {
                    Task<Integer> inner = createTask(swallowing(), "inner");
                    Task<Integer> outer = createTask(async(() -> await(inner)), "outer");
                    await(sleep(0));
                    await(sleep(0));
                    outer.cancel();
                    await(outer);
                });

        assertThat(stage.faults)
                .extracting(fault -> ((Task<?>) fault.context().get("task")).name())
                .containsExactly("inner", "outer");
        stage.faultMessages();
    }

    @Test
    void cancelled_andTakenBack_isNot() {
        stage.play(
                () -> {
                    Task<Integer> task = createTask(swallowing());
                    await(sleep(0));
                    task.cancel();
                    task.uncancel();
                    await(task);
                });
    }

    @Test
    void cancelled_andFails_isNot() {
        stage.play(
                () -> {
                    Task<Integer> task =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    return await(sleep(3600, 1));
                                                } finally {
                                                    Integer.parseInt("x");
                                                }
                                            }));
                    await(sleep(0));
                    task.cancel();
                    await(gatherReturningExceptions(task));
                });
    }

    @Test
    void askedToStop_andEndsByItself_isNot() {
        stage.play(
                () -> {
                    Task<Integer> task =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    return await(stoppable(sleep(3600, 1)));
                                                } catch (CancelledError asked) {
                                                    return 2;
                                                }
                                            }));
                    await(sleep(0));
                    task.stop(Duration.ofSeconds(1));
                    assertThat(await(task)).isEqualTo(2);
                });
    }

    @Test
    void scopesThatCatchTheirOwnCancellation_areNot() {
        stage.play(
                () -> {
                    await(gatherReturningExceptions(waitFor(sleep(9), 1), timed()));
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(sleep(9));
                                        group.cancel();
                                        await(sleep(9));
                                    }));
                    await(gatherReturningExceptions(taskGroup(StrictTest::failing)));
                });
    }

    private static Coroutine<Void> timed() {
        return async(
                () -> {
                    try {
                        await(timeout(1, () -> await(sleep(9))));
                    } catch (TimeoutError expected) {
                        await(sleep(1));
                    }
                });
    }

    private static void failing(TaskGroup group) {
        group.createTask(Stage.failing(new java.io.IOException("x"), 1));
        await(sleep(9));
    }

    @Test
    void coroutineThatIsNeverAwaited_isReportedWhenTheLoopIsClosed() {
        stage.play(
                () -> {
                    sleep(1);
                    async("closed", () -> {}).close();
                    createTask(sleep(1)).cancel();
                });
        stage.loop.close();

        assertThat(stage.faults.getFirst().context())
                .containsOnlyKeys("message", "coroutine")
                .containsEntry("coroutine", "sleep");
        assertThat(stage.faultMessages()).containsExactly("coroutine 'sleep' was never awaited");
    }

    @Test
    void coroutineThatIsNeverAwaited_inDebugModeToo_saysWhereItWasMade() {
        var debugged = new Stage(VirtualTime.options().withStrict(true).withDebug(true));
        debugged.play(() -> sleep(1));
        debugged.loop.close();

        assertThat(debugged.faults.getFirst().context())
                .containsOnlyKeys("message", "coroutine", "source_traceback");
    }

    @Test
    void debugMode_tellsTheLog_andLeavesTheHandlerAlone() {
        Stage debug = Stage.inDebugMode();
        try (Log log = new Log()) {
            debug.play(
                    () -> {
                        Task<Integer> task = createTask(swallowing(), "worker\n");
                        await(sleep(0));
                        task.cancel("enough");
                        await(task);
                    });

            assertThat(log.messages())
                    .filteredOn(text -> text.startsWith("Task "))
                    .singleElement()
                    .asString()
                    .startsWith(
                            "Task 'worker\\n' of deaf swallowed a cancellation, cancelled by Task-")
                    .contains(": \"enough\"\n    at dev.asyncio4j.StrictTest.");
        }
        debug.endsCleanly();
    }
}
