// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskGroupCancelTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Ends only so many seconds after it was asked to.
    private Coroutine<Void> slowToEnd(double seconds) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } finally {
                        await(sleep(seconds));
                        stage.mark("cleaned up");
                    }
                });
    }

    @Nested
    class ByItsOwnCancel {
        @Test
        void fromTheBody_endsQuietly() {
            stage.play(
                    () -> {
                        String value =
                                await(
                                        new TaskGroup()
                                                .call(
                                                        group -> {
                                                            group.createTask(
                                                                    stage.endless("child"));
                                                            await(sleep(0));
                                                            group.cancel();
                                                            stage.mark(
                                                                    "body goes on to its next await");
                                                            await(stage.endless("body"));
                                                            return "never";
                                                        }));
                        assertThat(value).isNull();
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactly(
                            "body goes on to its next await", "child cancelled", "body cancelled");
        }

        @Test
        void fromTheBody_whichEndsWithoutAwaiting_keepsItsValue() {
            stage.play(
                    () -> {
                        String value =
                                await(
                                        new TaskGroup()
                                                .call(
                                                        group -> {
                                                            group.cancel();
                                                            return "value";
                                                        }));
                        assertThat(value).isEqualTo("value");
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });
        }

        @Test
        void fromAChild_cancelsSiblingsAndBody() {
            stage.play(
                    () -> {
                        await(
                                taskGroup(
                                        group -> {
                                            group.createTask(stage.endless("sibling"));
                                            group.createTask(async(group::cancel));
                                            await(stage.endless("body"));
                                        }));
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactlyInAnyOrder("sibling cancelled", "body cancelled");
        }

        @Test
        void fromOutside_afterTheBody_endsQuietly() {
            stage.play(
                    () -> {
                        TaskGroup group = new TaskGroup();
                        stage.loop.callLater(1, group::cancel);
                        stage.loop.callLater(1, group::cancel);
                        await(
                                group.use(
                                        g -> {
                                            g.createTask(stage.endless("child"));
                                        }));
                        assertThat(stage.loop.time()).isEqualTo(1);
                        assertThat(currentTask().cancelling()).isZero();
                        group.cancel();
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("child cancelled");
        }

        @Test
        void beforeEntry_theBodyIsCancelledAtItsFirstAwait() {
            stage.play(
                    () -> {
                        TaskGroup group = new TaskGroup();
                        group.cancel();
                        await(
                                group.use(
                                        g -> {
                                            stage.mark("entered");
                                            await(stage.endless("body"));
                                        }));
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("entered", "body cancelled");
        }

        @Test
        void childFailsInItsCleanup_comesOut() {
            stage.play(
                    () -> {
                        ExceptionGroup failures =
                                TaskGroupTest.groupFrom(
                                        taskGroup(
                                                group -> {
                                                    group.createTask(
                                                            async(
                                                                    () -> {
                                                                        try {
                                                                            await(sleep(9));
                                                                        } catch (CancelledError e) {
                                                                            throw new IOException(
                                                                                    "cleanup");
                                                                        }
                                                                    }));
                                                    await(sleep(0));
                                                    group.cancel();
                                                    await(sleep(9));
                                                }));
                        assertThat(failures.exceptions().getFirst()).hasMessage("cleanup");
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });
        }

        @Test
        void anOuterTimeoutDuringTheCleanup_isATimeout() {
            stage.play(
                    () -> {
                        Coroutine<Void> body =
                                taskGroup(
                                        group -> {
                                            group.createTask(slowToEnd(5));
                                            await(sleep(0));
                                            group.cancel();
                                            await(sleep(9));
                                        });
                        assertThatThrownBy(() -> await(timeout(1, () -> await(body))))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("cleaned up");
        }

        @Test
        void byAnEagerChildInItsFirstStep_cancelsThatChildToo() {
            stage.play(
                    () ->
                            await(
                                    taskGroup(
                                            group -> {
                                                group.createTask(
                                                        async(
                                                                () -> {
                                                                    group.cancel();
                                                                    await(stage.endless("eager"));
                                                                }),
                                                        EagerTaskTest.EAGER);
                                            })));

            assertThat(stage.marks()).containsExactly("eager cancelled");
        }
    }

    @Nested
    class FromOutside {
        @Test
        void whileTheBodyRuns_cancelsAll_andStaysACancellation() {
            stage.play(
                    () -> {
                        Task<Void> owner =
                                createTask(
                                        taskGroup(
                                                group -> {
                                                    group.createTask(stage.endless("child"));
                                                    await(stage.endless("body"));
                                                }));
                        await(sleep(1));
                        owner.cancel("outside");
                        assertThatThrownBy(() -> await(owner))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("outside");
                        assertThat(owner.cancelling()).isEqualTo(1);
                    });

            assertThat(stage.marks()).containsExactly("body cancelled", "child cancelled");
        }

        @Test
        void whileItWaits_severalTimes_waitsForTheChildren() {
            stage.play(
                    () -> {
                        Task<Void> owner =
                                createTask(
                                        taskGroup(
                                                group -> {
                                                    group.createTask(slowToEnd(5));
                                                }));
                        await(sleep(1));
                        owner.cancel("first");
                        await(sleep(1));
                        owner.cancel("second");
                        assertThatThrownBy(() -> await(owner))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("first");
                        assertThat(stage.loop.time()).isEqualTo(6);
                        assertThat(owner.cancelling()).isEqualTo(2);
                    });

            assertThat(stage.marks()).containsExactly("cleaned up");
        }

        @Test
        void withErrors_theGroupComesOut_andTheCancellationHitsTheNextAwait() {
            stage.play(
                    () -> {
                        Task<Void> owner = createTask(async(this::groupThenAwait));
                        await(sleep(1));
                        owner.cancel();
                        assertThatThrownBy(() -> await(owner)).isInstanceOf(CancelledError.class);
                        assertThat(owner.cancelling()).isEqualTo(1);
                    });

            assertThat(stage.marks()).containsExactly("group", "next await cancelled");
        }

        private void groupThenAwait() {
            Coroutine<Void> failing =
                    taskGroup(
                            group -> {
                                group.createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(9));
                                                    } catch (CancelledError e) {
                                                        throw new IOException("cleanup");
                                                    }
                                                }));
                            });
            if (catchThrowable(() -> await(failing)) instanceof ExceptionGroup) {
                stage.mark("group");
            }
            await(stage.endless("next await"));
        }

        @Test
        void bodyThatRaisesCancelledErrorItself_passesItOn() {
            stage.play(
                    () ->
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            taskGroup(
                                                                    group -> {
                                                                        group.createTask(
                                                                                stage.endless("c"));
                                                                        await(sleep(0));
                                                                        throw new CancelledError(
                                                                                "by hand");
                                                                    })))
                                    .isInstanceOf(CancelledError.class)
                                    .hasMessage("by hand"));
            stage.marks();
        }
    }
}
