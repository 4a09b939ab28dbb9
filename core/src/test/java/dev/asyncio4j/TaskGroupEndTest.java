// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// How a group ends when it is asked to from several sides, and what it must not lose then.
class TaskGroupEndTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private static Coroutine<Void> slowToEnd() {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } finally {
                        await(sleep(5));
                    }
                });
    }

    @Test
    void cancel_thenTheBodyEnds_thenAnOuterTimeout_isATimeout() {
        stage.play(
                () -> {
                    Coroutine<Void> body =
                            taskGroup(
                                    group -> {
                                        group.createTask(slowToEnd());
                                        await(sleep(0));
                                        group.cancel();
                                    });
                    assertThatThrownBy(() -> await(timeout(1, () -> await(body))))
                            .isInstanceOf(TimeoutError.class);
                    assertThat(stage.loop.time()).isEqualTo(5);
                    assertThat(currentTask().cancelling()).isZero();
                });
    }

    @Test
    void cancel_afterTheBody_thenAnOuterTimeout_isATimeout() {
        stage.play(
                () -> {
                    TaskGroup group = new TaskGroup();
                    stage.loop.callLater(0.5, group::cancel);
                    Coroutine<Void> body =
                            group.use(
                                    g -> {
                                        g.createTask(slowToEnd());
                                    });
                    assertThatThrownBy(() -> await(timeout(1, () -> await(body))))
                            .isInstanceOf(TimeoutError.class);
                    assertThat(currentTask().cancelling()).isZero();
                });
    }

    @Test
    void generatorClosedInside_waitsForTheChildren_andEndsQuietly() {
        stage.play(
                () -> {
                    AsyncGenerator<Integer> items =
                            generator(
                                    out ->
                                            await(
                                                    taskGroup(
                                                            group -> {
                                                                group.createTask(slowToEnd());
                                                                out.emit(1);
                                                            })));
                    await(items.next());
                    await(sleep(0));

                    await(items.close());

                    assertThat(stage.loop.time()).isEqualTo(5);
                    assertThat(stage.loop.allTasks()).hasSize(1);
                });
    }

    @Test
    void generatorClosedInside_childFailsMeanwhile_bothComeOut() {
        stage.play(
                () -> {
                    IOException disk = new IOException("disk");
                    Coroutine<Void> fails =
                            async(
                                    () -> {
                                        try {
                                            await(sleep(3600));
                                        } finally {
                                            throwIt(disk);
                                        }
                                    });
                    AsyncGenerator<Integer> items =
                            generator(
                                    out ->
                                            await(
                                                    taskGroup(
                                                            group -> {
                                                                group.createTask(fails);
                                                                out.emit(1);
                                                            })));
                    await(items.next());
                    await(sleep(0));

                    Throwable failure = catchThrowable(() -> await(items.close()));

                    assertThat(failure).isInstanceOf(BaseExceptionGroup.class);
                    assertThat(((FailureGroup) failure).exceptions())
                            .hasSize(2)
                            .first()
                            .isSameAs(disk);
                });
    }

    private static void throwIt(IOException failure) throws IOException {
        throw failure;
    }

    @Test
    void loopClosed_withOpenGroups_reportsTheTasksOnly() {
        stage.play(
                () -> {
                    createTask(
                            taskGroup(
                                    group -> {
                                        group.createTask(stage.endless("child"));
                                        await(sleep(3600));
                                    }));
                    createTask(taskGroup(group -> await(sleep(3600))));
                    await(sleep(1));
                });
        stage.loop.close();

        assertThat(stage.faultMessages())
                .hasSize(3)
                .containsOnly("Task was destroyed but it is pending!");
    }

    @Test
    void exitOfAChild_andAFailureOfTheBody_theFailureIsReported() {
        SystemExit exit = new SystemExit(3);
        Throwable left =
                catchThrowable(
                        () ->
                                stage.play(
                                        () -> {
                                            createTask(groupThatFailsAfter(exit));
                                            await(sleep(3600));
                                        }));
        assertThat(left).isSameAs(exit);
        assertThat(catchThrowable(() -> stage.play(() -> await(sleep(1))))).isSameAs(exit);
        stage.loop.allTasks().forEach(Task::cancel);
        stage.play(() -> await(sleep(1)));

        assertThat(stage.faults.getFirst().exception()).hasMessage("body");
        assertThat(stage.faultMessages().getFirst()).contains("was not propagated");
        stage.loop.close();
        stage.faults.clear();
    }

    private static Coroutine<Void> groupThatFailsAfter(SystemExit exit) {
        return taskGroup(
                group -> {
                    group.createTask(
                            async(
                                    () -> {
                                        throw exit;
                                    }));
                    try {
                        await(sleep(3600));
                    } catch (CancelledError cancelled) {
                        throw new IOException("body");
                    }
                });
    }
}
