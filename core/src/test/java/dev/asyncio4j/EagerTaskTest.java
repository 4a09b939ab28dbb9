// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.context.ContextVar;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class EagerTaskTest {
    static final TaskOptions EAGER = TaskOptions.defaults().withEagerStart(true);
    static final TaskOptions LAZY = TaskOptions.defaults().withEagerStart(false);

    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    @Nested
    class FirstStep {
        @Test
        void eager_runsUpToItsFirstSuspension_beforeCreateTaskReturns() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 1), EAGER);
                        stage.mark("created");
                        assertThat(task.isDone()).isFalse();
                        assertThat(allTasks()).contains(task);
                        assertThat(await(task)).isEqualTo("a");
                    });

            assertThat(stage.marks()).containsExactly("a begins", "created", "a ends");
        }

        @Test
        void eager_thatDoesNotSuspend_isDone_andDropsItsCoroutine() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 0), EAGER);
                        assertThat(task.isDone()).isTrue();
                        assertThat(task.result()).isEqualTo("a");
                        assertThat(task.coroutine()).isNull();
                        assertThat(allTasks()).doesNotContain(task);
                    });
            stage.marks();
        }

        @Test
        void doneCallbacks_areStillQueued() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 0), EAGER);
                        task.addDoneCallback(done -> stage.mark("callback"));
                        stage.mark("added");
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("a begins", "a ends", "added", "callback");
        }

        @Test
        void order_againstCallSoon_underBothDefaults() {
            for (TaskFactory factory : new TaskFactory[] {null, TaskFactory.eager()}) {
                stage.loop.setTaskFactory(factory);
                stage.play(
                        () -> {
                            stage.loop.callSoon(() -> stage.mark("soon"));
                            createTask(stage.job("eager", 0), EAGER);
                            createTask(stage.job("lazy", 0), LAZY);
                            createTask(stage.job("default", 0));
                            stage.mark("body");
                            await(sleep(0));
                            await(sleep(0));
                        });
            }

            assertThat(stage.marks())
                    .containsExactly(
                            "eager begins",
                            "eager ends",
                            "body",
                            "soon",
                            "lazy begins",
                            "lazy ends",
                            "default begins",
                            "default ends",
                            "eager begins",
                            "eager ends",
                            "default begins",
                            "default ends",
                            "body",
                            "soon",
                            "lazy begins",
                            "lazy ends");
        }

        @Test
        void eager_fromACallback_runsThereAndThen() {
            stage.loop.callSoon(
                    () -> {
                        stage.mark("callback");
                        stage.loop.createTask(stage.job("a", 1), EAGER);
                        stage.mark("created");
                        assertThat(currentTask()).isNull();
                    });
            stage.play(() -> await(sleep(1)));

            assertThat(stage.marks()).containsExactly("callback", "a begins", "created", "a ends");
        }

        @Test
        void eager_whileTheLoopDoesNotRun_isLazy() {
            Task<String> task = stage.loop.createTask(stage.job("a", 0), EAGER);
            assertThat(task.isDone()).isFalse();
            assertThat(stage.marks()).isEmpty();

            assertThat(stage.loop.runUntilComplete(task)).isEqualTo("a");
            stage.marks();
        }

        @Test
        void nested_isDepthFirst() {
            stage.play(
                    () -> {
                        createTask(nested(3), EAGER);
                        stage.mark("main");
                        await(sleep(1));
                    });

            assertThat(stage.marks())
                    .containsExactly(
                            "3 begins",
                            "2 begins",
                            "1 begins",
                            "0",
                            "1 made",
                            "2 made",
                            "3 made",
                            "main",
                            "1 ends",
                            "2 ends",
                            "3 ends");
        }

        private Coroutine<Void> nested(int depth) {
            return async(
                    () -> {
                        if (depth == 0) {
                            stage.mark("0");
                            return;
                        }
                        stage.mark(depth + " begins");
                        createTask(nested(depth - 1), EAGER);
                        stage.mark(depth + " made");
                        await(sleep(0));
                        stage.mark(depth + " ends");
                    });
        }

        @Test
        void nested_aHundredDeep() {
            List<Integer> order = new ArrayList<>();
            stage.play(() -> await(createTask(deep(100, order), EAGER)));

            assertThat(order).hasSize(101).isSorted();
        }

        private Coroutine<Void> deep(int depth, List<Integer> order) {
            return async(
                    () -> {
                        if (depth > 0) {
                            await(createTask(deep(depth - 1, order), EAGER));
                        }
                        await(sleep(0));
                        order.add(depth);
                    });
        }
    }

    @Nested
    class Identity {
        @Test
        void currentTask_isTheNewOne_thenTheCreatorAgain() {
            stage.play(
                    () -> {
                        Task<?> main = currentTask();
                        Task<Task<?>> task = createTask(async(() -> currentTask()), EAGER);
                        assertThat(currentTask()).isSameAs(main);
                        assertThat(stage.loop.currentTask()).isSameAs(main);
                        assertThat(task.result()).isSameAs(task);
                    });
        }

        @Test
        void context_isItsOwn() {
            ContextVar<String> who = ContextVar.withDefault("who", "nobody");
            stage.play(
                    () -> {
                        who.set("main");
                        createTask(
                                async(
                                        () -> {
                                            stage.mark(who.get());
                                            who.set("child");
                                        }),
                                EAGER);
                        stage.mark(who.get());
                    });

            assertThat(stage.marks()).containsExactly("main", "main");
        }
    }

    @Nested
    class Failing {
        @Test
        void failureInTheFirstStep_staysInTheTask() {
            stage.play(
                    () -> {
                        Task<Object> task =
                                createTask(
                                        Stage.failing(new IllegalStateException("first"), 0),
                                        EAGER);
                        assertThat(task.isDone()).isTrue();
                        assertThat(task.exception()).hasMessage("first");
                    });
        }

        @Test
        void keyboardInterruptInTheFirstStep_comesOutOfCreateTask() {
            assertThatThrownBy(
                            () ->
                                    stage.play(
                                            () -> {
                                                try {
                                                    createTask(
                                                            async(
                                                                    () -> {
                                                                        throw new KeyboardInterrupt(
                                                                                "^C");
                                                                    }),
                                                            EAGER);
                                                } finally {
                                                    stage.mark("creator sees it");
                                                }
                                            }))
                    .isInstanceOf(KeyboardInterrupt.class)
                    .hasMessage("^C");

            assertThat(stage.marks()).containsExactly("creator sees it");
            assertThat(stage.loop.currentTask()).isNull();
            stage.loop.close();
            assertThat(stage.faultMessages()).isEmpty();
        }

        @Test
        void cancel_ofItselfInTheFirstStep_arrivesAtItsFirstSuspension() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    currentTask().cancel();
                                                    stage.mark("still");
                                                    await(sleep(0));
                                                    stage.mark("never");
                                                }),
                                        EAGER);
                        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                    });

            assertThat(stage.marks()).containsExactly("still");
        }

        @Test
        void gather_ofEagerOnes_isDoneAtOnce() {
            stage.loop.setTaskFactory(TaskFactory.eager());
            stage.play(
                    () -> {
                        Future<List<String>> all = gather(stage.job("a", 0), stage.job("b", 0));
                        assertThat(all.isDone()).isTrue();
                        assertThat(all.result()).containsExactly("a", "b");
                    });
            stage.marks();
        }
    }

    @Nested
    class Refused {
        /// Its initialiser makes an eager task.
        static final class Making {
            static Coroutine<Void> coroutine;

            static void touch() {
                Held.touch();
            }

            static final class Held {
                static {
                    createTask(coroutine, EAGER);
                }

                static void touch() {
                    // its initialiser runs first
                }
            }
        }

        @Test
        void whereTheCreatorCannotSuspend_noTaskIsLeft() {
            if (!"owned".equals(dev.asyncio4j.carrier.Strands.kind().toString())) {
                return; // a hand-off strand can be suspended there
            }
            Making.coroutine = stage.endless("never begun");
            stage.play(
                    () -> {
                        assertThatThrownBy(Making::touch)
                                .isInstanceOf(ExceptionInInitializerError.class)
                                .hasCauseInstanceOf(IllegalStateException.class);
                        assertThat(allTasks()).hasSize(1);
                        assertThat(Making.coroutine.toString()).endsWith("closed>");
                        await(sleep(1));
                    });

            assertThat(stage.marks()).isEmpty();
        }
    }
}
