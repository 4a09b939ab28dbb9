// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskGroupTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    static ExceptionGroup groupFrom(Awaitable<?> failing) {
        return catchThrowableOfType(ExceptionGroup.class, () -> await(failing));
    }

    @Nested
    class Waiting {
        @Test
        void block_endsWhenAllChildrenHave_andGivesItsValue() {
            stage.play(
                    () -> {
                        String value =
                                await(
                                        new TaskGroup()
                                                .call(
                                                        group -> {
                                                            group.createTask(stage.job("a", 2));
                                                            group.createTask(
                                                                    stage.job("b", 1), "named");
                                                            stage.mark("body ends");
                                                            return "value";
                                                        }));
                        stage.mark(value);
                    });

            assertThat(stage.marks())
                    .containsExactly(
                            "body ends", "a begins", "b begins", "b ends", "a ends", "value");
        }

        @Test
        void child_maySpawnMore_whileOneIsLeft() {
            stage.play(
                    () ->
                            await(
                                    taskGroup(
                                            group -> {
                                                group.createTask(
                                                        async(
                                                                () -> {
                                                                    await(sleep(1));
                                                                    group.createTask(
                                                                            stage.job("late", 3));
                                                                }));
                                            })));

            assertThat(stage.marks()).containsExactly("late begins", "late ends");
        }

        @Test
        void child_eager_isDoneAndCounts() {
            stage.play(
                    () ->
                            await(
                                    taskGroup(
                                            group -> {
                                                Task<String> task =
                                                        group.createTask(
                                                                stage.job("a", 0),
                                                                EagerTaskTest.EAGER);
                                                assertThat(task.isDone()).isTrue();
                                            })));
            stage.marks();
        }
    }

    @Nested
    class Failing {
        @Test
        void childFails_siblingsAndBodyAreCancelled() {
            stage.play(
                    () -> {
                        var failure = new IOException("child");
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(stage.endless("sibling"));
                                                    g.createTask(Stage.failing(failure, 1));
                                                    await(stage.endless("body"));
                                                }));
                        assertThat(group.message()).isEqualTo("unhandled errors in a TaskGroup");
                        assertThat(group.exceptions()).containsExactly(failure);
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactlyInAnyOrder("sibling cancelled", "body cancelled");
        }

        @Test
        void childFails_afterTheBody_cancelsTheSiblings() {
            stage.play(
                    () -> {
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(stage.endless("sibling"));
                                                    g.createTask(
                                                            Stage.failing(new IOException("x"), 1));
                                                }));
                        assertThat(group.exceptions()).hasSize(1);
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });
            stage.marks();
        }

        @Test
        void bodyFails_joinsTheGroup_afterTheChildren() {
            stage.play(
                    () -> {
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(failingInCleanup("child"));
                                                    await(sleep(0));
                                                    throw new IOException("body");
                                                }));
                        assertThat(group.exceptions())
                                .extracting(Throwable::getMessage)
                                .containsExactly("child", "body");
                    });
        }

        private Coroutine<Void> failingInCleanup(String message) {
            return async(
                    () -> {
                        try {
                            await(sleep(3600));
                        } catch (CancelledError cancelled) {
                            throw new IOException(message);
                        }
                    });
        }

        @Test
        void errors_makeABaseExceptionGroup() {
            stage.play(
                    () ->
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            taskGroup(
                                                                    g -> {
                                                                        throw new AssertionError(
                                                                                "x");
                                                                    })))
                                    .isInstanceOf(BaseExceptionGroup.class));
        }

        @Test
        void typedHandlers_takeTheirParts() {
            stage.play(
                    () -> {
                        try {
                            await(
                                    taskGroup(
                                            g -> {
                                                g.createTask(
                                                        Stage.failing(new IOException("io"), 1));
                                                g.createTask(failingInCleanup("io too"));
                                                g.createTask(
                                                        Stage.failing(
                                                                new IllegalStateException("state"),
                                                                1));
                                            }));
                        } catch (ExceptionGroup failures) {
                            failures.on(IOException.class, part -> stage.mark(messages(part)))
                                    .on(
                                            IllegalStateException.class,
                                            part -> stage.mark(messages(part)))
                                    .rethrowRest();
                        }
                    });

            assertThat(stage.marks()).containsExactly("[io, io too]", "[state]");
        }

        private List<String> messages(FailureGroup group) {
            return group.exceptions().stream().map(Throwable::getMessage).toList();
        }

        @Test
        void eagerChildFails_createTaskReturns_andTheBodyIsCancelledAtItsNextAwait() {
            stage.play(
                    () -> {
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                g -> {
                                                    Task<Object> child =
                                                            g.createTask(
                                                                    Stage.failing(
                                                                            new IOException("x"),
                                                                            0),
                                                                    EagerTaskTest.EAGER);
                                                    stage.mark("done " + child.isDone());
                                                    await(stage.endless("body"));
                                                }));
                        assertThat(group.exceptions()).hasSize(1);
                    });

            assertThat(stage.marks()).containsExactly("done true", "body cancelled");
        }

        @Test
        void cancelledChild_isNoFailure() {
            stage.play(
                    () ->
                            await(
                                    taskGroup(
                                            g -> {
                                                Task<?> victim = g.createTask(stage.endless("v"));
                                                g.createTask(stage.job("other", 3));
                                                await(sleep(0));
                                                victim.cancel();
                                            })));

            assertThat(stage.marks()).containsExactly("other begins", "v cancelled", "other ends");
        }

        @Test
        void nested_innerFailure_isAGroupInAGroup() {
            stage.play(
                    () -> {
                        ExceptionGroup outer =
                                groupFrom(
                                        taskGroup(
                                                g ->
                                                        await(
                                                                taskGroup(
                                                                        inner -> {
                                                                            inner.createTask(
                                                                                    Stage.failing(
                                                                                            new IOException(
                                                                                                    "x"),
                                                                                            0));
                                                                        }))));
                        assertThat(outer.exceptions().getFirst())
                                .isInstanceOf(ExceptionGroup.class);
                        assertThat(currentTask().cancelling()).isZero();
                    });
        }
    }

    @Nested
    class Misuse {
        @Test
        void createTask_notEntered_orFinished_closesTheCoroutine() {
            stage.play(
                    () -> {
                        TaskGroup group = new TaskGroup();
                        Coroutine<String> early = stage.job("early", 0);
                        assertThatThrownBy(() -> group.createTask(early))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("TaskGroup <TaskGroup> has not been entered");
                        await(group.use(g -> {}));
                        Coroutine<String> late = stage.job("late", 0);
                        assertThatThrownBy(() -> group.createTask(late))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("TaskGroup <TaskGroup entered> is finished");
                        assertThat(List.of(early, late))
                                .allMatch(c -> c.toString().endsWith("closed>"));
                        assertThatThrownBy(() -> await(group.use(g -> {})))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage(
                                        "TaskGroup <TaskGroup entered> has already been entered");
                    });
        }

        @Test
        void createTask_shuttingDown_isRefused() {
            stage.play(
                    () -> {
                        TaskGroup group = new TaskGroup();
                        Task<Void> owner =
                                createTask(
                                        group.use(
                                                g -> {
                                                    g.createTask(
                                                            async(
                                                                    () -> {
                                                                        try {
                                                                            await(sleep(9));
                                                                        } finally {
                                                                            await(sleep(1));
                                                                        }
                                                                    }));
                                                    await(sleep(9));
                                                }));
                        await(sleep(0));
                        await(sleep(0));
                        assertThat(group).hasToString("<TaskGroup tasks=1 entered>");
                        owner.cancel();
                        await(sleep(0));
                        assertThat(group).hasToString("<TaskGroup tasks=1 cancelling>");
                        assertThatThrownBy(() -> group.createTask(stage.job("a", 0)))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessageEndingWith("is shutting down");
                        assertThatThrownBy(() -> await(owner)).isInstanceOf(CancelledError.class);
                    });
        }
    }

    /// A failure whose text cannot be made.
    static final class Unspeakable extends RuntimeException {
        @Override
        public String getMessage() {
            throw new IllegalStateException("getMessage");
        }
    }

    @Nested
    class FailureThatCannotBeNamed {
        @Test
        void ofAChild_endsTheGroupAllTheSame() {
            Unspeakable failure = new Unspeakable();
            stage.play(
                    () -> {
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                tasks -> {
                                                    tasks.createTask(stage.endless("other"));
                                                    tasks.createTask(Stage.failing(failure, 1));
                                                    await(stage.endless("body"));
                                                }));
                        assertThat(group.exceptions().getFirst() == failure).isTrue();
                    });

            assertThat(stage.marks()).containsExactly("other cancelled", "body cancelled");
        }

        @Test
        void ofTheBody_endsTheGroupAllTheSame() {
            Unspeakable failure = new Unspeakable();
            stage.play(
                    () -> {
                        ExceptionGroup group =
                                groupFrom(
                                        taskGroup(
                                                tasks -> {
                                                    tasks.createTask(stage.endless("other"));
                                                    await(sleep(0));
                                                    throw failure;
                                                }));
                        assertThat(group.exceptions().getFirst() == failure).isTrue();
                    });

            assertThat(stage.marks()).containsExactly("other cancelled");
        }
    }
}
