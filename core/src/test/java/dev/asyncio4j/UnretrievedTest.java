// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.LoopOptions;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What nobody looked at: failures, coroutines and tasks are reported when the garbage collector
/// finds them, and at the latest when the loop is closed.
@Timeout(20)
class UnretrievedTest {
    final Stage stage = new Stage();
    final IOException failure = new IOException("disk");

    private List<Fault> faultsAtClose() {
        assertThat(stage.faults).isEmpty();
        stage.loop.close();
        return stage.faults;
    }

    @Test
    void task_failedAndNeverRetrieved_isReportedAtClose() {
        stage.play(
                () -> {
                    createTask(Stage.failing(failure, 0), "loser");
                    await(sleep(1));
                });

        Fault fault = faultsAtClose().getFirst();

        assertThat(fault.message()).isEqualTo("Task exception was never retrieved");
        assertThat(fault.exception()).isSameAs(failure);
        assertThat(fault.context().get("task").toString()).contains("name='loser'");
        assertThat(stage.faults).hasSize(1);
    }

    @Test
    void task_thatLeftTheLoopByAnExit_isNotReported() {
        SystemExit exit = new SystemExit(3);
        assertThatThrownBy(
                        () ->
                                stage.play(
                                        () -> {
                                            createTask(
                                                    async(
                                                            () -> {
                                                                throw exit;
                                                            }));
                                            await(sleep(1));
                                        }))
                .isSameAs(exit);
        stage.loop.allTasks().forEach(Task::cancel);
        stage.play(() -> await(sleep(1)));

        assertThat(faultsAtClose()).isEmpty();
    }

    @Test
    void future_failedAndNeverRetrieved_isReportedAtClose() {
        Future<String> future = stage.loop.createFuture();
        future.setException(failure);

        Fault fault = faultsAtClose().getFirst();

        assertThat(fault.message()).isEqualTo("Future exception was never retrieved");
        assertThat(fault.context()).containsKey("future");
    }

    @Test
    void gather_failedAndNeverRetrieved_isReportedAtClose_andItsChildrenAreNot() {
        stage.play(
                () -> {
                    gather(Stage.failing(failure, 0), Stage.failing(new IOException("late"), 1));
                    await(sleep(1));
                });

        assertThat(faultsAtClose()).hasSize(1);
        assertThat(stage.faultMessages())
                .containsExactly("_GatheringFuture exception was never retrieved");
    }

    @Test
    void task_thatIsGarbage_isReportedWhileTheLoopRuns() {
        Stage real = new Stage(LoopOptions.defaults());
        real.play(
                () -> {
                    createTask(Stage.failing(failure, 0));
                    await(sleep(0));
                    while (real.faults.isEmpty()) {
                        System.gc();
                        await(sleep(0.005));
                    }
                });

        assertThat(real.faults.getFirst().exception()).isSameAs(failure);
        real.loop.close();
        assertThat(real.faultMessages()).containsExactly("Task exception was never retrieved");
    }

    @Test
    void task_thatIsGarbage_isReportedAtClose_ifItsScheduleIsToBeRepeated() {
        Stage repeated = new Stage(LoopOptions.defaults().withChoices((kind, count) -> 0));
        repeated.play(
                () -> {
                    WeakReference<Task<?>> gone =
                            new WeakReference<>(createTask(Stage.failing(failure, 0)));
                    await(sleep(0));
                    while (gone.get() != null) {
                        System.gc();
                        await(sleep(0.005));
                    }
                    await(sleep(0.05)); // so that the collector's thread could have told
                    assertThat(repeated.faults).isEmpty();
                });

        repeated.loop.close();
        assertThat(repeated.faultMessages()).containsExactly("Task exception was never retrieved");
    }

    @Test
    void result_exception_orAwait_settleIt() {
        stage.play(
                () -> {
                    Task<Object> byResult = createTask(Stage.failing(failure, 0));
                    Task<Object> byException = createTask(Stage.failing(failure, 0));
                    Task<Object> byAwait = createTask(Stage.failing(failure, 0));
                    assertThatThrownBy(() -> await(byAwait)).isSameAs(failure);
                    assertThatThrownBy(byResult::result).isSameAs(failure);
                    assertThat(byException.exception()).isSameAs(failure);
                });

        assertThat(faultsAtClose()).isEmpty();
    }

    @Test
    void cancelledTask_isNoFailure() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(stage.endless("a"));
                    await(sleep(0));
                    task.cancel();
                    await(sleep(1));
                    assertThat(task.isCancelled()).isTrue();
                });

        assertThat(faultsAtClose()).isEmpty();
    }

    @Test
    void main_thatFails_isNotReported() {
        assertThatThrownBy(
                        () ->
                                stage.play(
                                        () -> {
                                            throw failure;
                                        }))
                .isSameAs(failure);

        assertThat(faultsAtClose()).isEmpty();
    }

    @Test
    void inDebugMode_theReportTellsWhereItWasMade() {
        Stage debug = Stage.inDebugMode();
        debug.play(
                () -> {
                    createTask(Stage.failing(failure, 0));
                    await(sleep(1));
                });
        debug.loop.close();

        assertThat(debug.faults.getFirst().context().get("source_traceback"))
                .isInstanceOfSatisfying(
                        Throwable.class,
                        where ->
                                assertThat(where.getStackTrace())
                                        .anyMatch(
                                                frame ->
                                                        frame.getClassName()
                                                                .startsWith(
                                                                        UnretrievedTest.class
                                                                                .getName())));
    }

    @Test
    void pendingTask_isReportedAtClose_andItsFinallyRuns() {
        stage.play(
                () -> {
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(sleep(3600));
                                        } finally {
                                            stage.mark("finally");
                                        }
                                    }),
                            "abandoned");
                    await(sleep(0));
                });
        Task<String> late = stage.loop.createTask(stage.job("late", 0), "late");

        assertThat(faultsAtClose())
                .allSatisfy(
                        fault ->
                                assertThat(fault.message())
                                        .isEqualTo("Task was destroyed but it is pending!"))
                .extracting(fault -> ((Task<?>) fault.context().get("task")).name())
                .containsExactly("abandoned", "late");
        assertThat(stage.marks()).containsExactly("finally");
        assertThat(stage.loop.allTasks()).isEmpty();
        assertThat(late.isDone()).isFalse();
    }

    @Test
    void pendingTask_thatAwaitsInItsFinally_isToldSo() {
        stage.play(
                () -> {
                    createTask(
                            async(
                                    () -> {
                                        try {
                                            await(sleep(3600));
                                        } finally {
                                            await(sleep(0));
                                        }
                                    }));
                    await(sleep(0));
                });

        assertThat(faultsAtClose())
                .extracting(Fault::message)
                .containsExactly(
                        "Task was destroyed but it is pending!",
                        "Exception while closing a pending task");
        assertThat(stage.faults.getLast().exception())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("coroutine ignored GeneratorExit");
    }

    @Test
    void coroutine_neverAwaited_isReportedInDebugMode() {
        Stage debug = Stage.inDebugMode();
        debug.play(
                () -> {
                    debug.job("forgotten", 0);
                    await(debug.job("awaited", 0));
                    debug.job("closed", 0).close();
                    await(createTask(debug.job("task", 0)));
                });
        debug.loop.close();

        assertThat(debug.faults.getFirst().context()).containsKey("source_traceback");
        assertThat(debug.faultMessages())
                .containsExactly("coroutine 'forgotten' was never awaited");
    }

    @Test
    void coroutine_neverAwaited_isNotWatchedOutsideDebugMode() {
        stage.play(
                () -> {
                    stage.job("forgotten", 0);
                });

        assertThat(faultsAtClose()).isEmpty();
    }
}
