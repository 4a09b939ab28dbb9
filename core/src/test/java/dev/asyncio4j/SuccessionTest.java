// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.loop.LoopOptions;
import dev.asyncio4j.loop.Ready;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// Tasks that begin on the strand of one that has ended: nobody is to notice.
class SuccessionTest {
    final Stage stage = new Stage(LoopOptions.defaults());
    final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private Coroutine<Void> leaving(Runnable trace) {
        return async(
                () -> {
                    threads.add(Thread.currentThread());
                    trace.run();
                });
    }

    @Nested
    class Threads {
        @Test
        void tasksThatDoNotWait_oneAfterTheOther_shareOne() throws Exception {
            Thread owner = // from whom tasks inherit no thread-locals
                    Thread.ofPlatform()
                            .inheritInheritableThreadLocals(false)
                            .start(
                                    () ->
                                            stage.play(
                                                    () ->
                                                            await(
                                                                    gather(
                                                                            leaving(() -> {}),
                                                                            leaving(() -> {}),
                                                                            leaving(() -> {})))));
            owner.join();

            assertThat(threads).hasSize(3);
            assertThat(threads.stream().distinct())
                    .hasSize(Strands.kind() == Strands.Kind.OWNED ? 1 : 3);
        }

        @Test
        void tasksThatWait_haveEachTheirOwn() {
            stage.play(
                    () ->
                            await(
                                    gather(
                                            leaving(() -> await(sleep(0.001))),
                                            leaving(() -> await(sleep(0.001))))));

            assertThat(threads.stream().distinct()).hasSize(2);
        }

        @Test
        void whoLeavesATrace_hasNoSuccessor() {
            ThreadLocal<String> local = new ThreadLocal<>();
            InheritableThreadLocal<String> inheritable = new InheritableThreadLocal<>();
            List<Runnable> traces =
                    List.of(
                            () -> local.set("mine"),
                            () -> inheritable.set("mine"),
                            () -> Thread.currentThread().setName("mine"),
                            () -> Thread.currentThread().interrupt(),
                            () -> Thread.currentThread().setContextClassLoader(null));
            for (Runnable trace : traces) {
                threads.clear();
                stage.play(
                        () ->
                                await(
                                        gather(
                                                leaving(trace),
                                                leaving(
                                                        () -> {
                                                            assertThat(local.get()).isNull();
                                                            assertThat(inheritable.get()).isNull();
                                                            assertThat(isAsNew()).isTrue();
                                                        }))));
                assertThat(threads.stream().distinct()).hasSize(2);
            }
        }

        private boolean isAsNew() {
            Thread here = Thread.currentThread();
            return here.getName().isEmpty()
                    && !here.isInterrupted()
                    && here.getContextClassLoader() != null;
        }

        @Test
        void whoSetsAnUncaughtExceptionHandler_doesNotSpoilTheNext() {
            stage.play(
                    () -> {
                        Thread.UncaughtExceptionHandler other = (thread, failure) -> {};
                        await(
                                gather(
                                        leaving(
                                                () ->
                                                        Thread.currentThread()
                                                                .setUncaughtExceptionHandler(
                                                                        other)),
                                        stage.job("b", 2)));
                    });

            assertThat(stage.marks()).containsExactly("b begins", "b ends");
        }
    }

    @Nested
    class Successors {
        private void follow(Coroutine<?>... others) {
            stage.play(
                    () -> {
                        List<Coroutine<?>> all = new ArrayList<>(List.of(stage.job("first", 0)));
                        all.addAll(List.of(others));
                        List<Task<?>> tasks = new ArrayList<>();
                        for (Coroutine<?> each : all) {
                            tasks.add(createTask(each));
                        }
                        for (Task<?> each : tasks) {
                            await(each);
                        }
                    });
        }

        @Test
        void thatWait_goOnWhenTheyCan() {
            follow(stage.job("b", 3), stage.job("c", 1), stage.job("d", 0));

            assertThat(stage.marks())
                    .containsExactly(
                            "first begins",
                            "first ends",
                            "b begins",
                            "c begins",
                            "d begins",
                            "d ends",
                            "c ends",
                            "b ends");
        }

        @Test
        void thatAskGenerators_getTheirItems() {
            AsyncGenerator<Integer> items =
                    generator(
                            out -> {
                                out.emit(1);
                                await(sleep(0));
                                out.emit(2);
                            });
            follow(
                    async(
                            () -> {
                                for (int each : awaitEach(items)) {
                                    stage.mark(each);
                                }
                            }),
                    stage.job("c", 0));

            assertThat(stage.marks())
                    .containsExactly("first begins", "first ends", "1", "c begins", "c ends", "2");
        }

        @Test
        void thatAskAGenerator_andEnd_haveSuccessorsThemselves() {
            AsyncGenerator<Integer> items = generator(out -> out.emit(1));
            follow(
                    async(
                            () -> {
                                for (int each : awaitEach(items)) {
                                    stage.mark(each);
                                }
                            }),
                    stage.job("c", 1),
                    stage.job("d", 0));

            assertThat(stage.marks())
                    .containsExactly(
                            "first begins",
                            "first ends",
                            "1",
                            "c begins",
                            "d begins",
                            "d ends",
                            "c ends");
        }

        @Test
        void thatBlock_keepTheLoop() {
            follow(
                    async(
                            () -> {
                                Thread.sleep(Duration.ofMillis(2));
                                stage.mark("slept");
                            }),
                    stage.job("c", 0));

            assertThat(stage.marks())
                    .containsExactly("first begins", "first ends", "slept", "c begins", "c ends");
        }

        @Test
        void thatFail_failAlone() {
            stage.play(
                    () -> {
                        Task<String> first = createTask(stage.job("first", 0));
                        Task<String> second =
                                createTask(Stage.failing(new IllegalArgumentException("no"), 0));
                        Task<String> third = createTask(stage.job("third", 0));

                        assertThatThrownBy(() -> await(second)).hasMessage("no");
                        assertThat(await(first) + await(third)).isEqualTo("firstthird");
                    });
            stage.marks();
        }

        @Test
        void thatStartOthersEagerly_goOnAfterwards() {
            follow(
                    async(
                            () -> {
                                createTask(stage.job("eager", 1), EagerTaskTest.EAGER);
                                stage.mark("created");
                            }),
                    stage.job("c", 2));

            assertThat(stage.marks())
                    .containsExactly(
                            "first begins",
                            "first ends",
                            "eager begins",
                            "created",
                            "c begins",
                            "eager ends",
                            "c ends");
        }

        @Test
        void areTheCurrentTask_ofTheirOwnContext() {
            follow(
                    async(
                            () -> {
                                stage.mark(currentTask().name().equals(Task.current().name()));
                                stage.mark(
                                        stage.loop.runningStep() == (Ready) (Object) currentTask());
                            }));

            assertThat(stage.marks()).containsExactly("first begins", "first ends", "true", "true");
        }

        @Test
        void thatWait_areSeenToWait() {
            stage.play(
                    () -> {
                        createTask(stage.job("first", 0));
                        Task<Void> waiting = createTask(stage.endless("second"));
                        await(sleep(0));

                        assertThat(waiting.state()).isEqualTo(Task.State.WAITING);
                        waiting.cancel();
                        assertThatThrownBy(() -> await(waiting)).isInstanceOf(CancelledError.class);
                    });
            stage.marks();
        }
    }

    @Nested
    class WhatComesBetween {
        @Test
        void callbacks_runInTheirPlace() {
            stage.play(
                    () -> {
                        createTask(stage.job("a", 0));
                        stage.loop.callSoon(() -> stage.mark("callback"));
                        createTask(stage.job("b", 0));
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactly("a begins", "a ends", "callback", "b begins", "b ends");
        }

        @Test
        void cancelled_beforeItsFirstStep_neverBegins() {
            stage.play(
                    () -> {
                        Task<String> first = createTask(stage.job("first", 0));
                        Task<String> second = createTask(stage.job("second", 0));
                        second.cancel();
                        await(first);
                        assertThatThrownBy(() -> await(second)).isInstanceOf(CancelledError.class);
                    });

            assertThat(stage.marks()).containsExactly("first begins", "first ends");
        }

        @Test
        void sleeps_andWhatComesBehindThem_begin() {
            stage.play(
                    () ->
                            await(
                                    gather(
                                            stage.job("a", 0),
                                            sleep(0.001, "slept"),
                                            stage.job("b", 0))));

            assertThat(stage.marks()).containsExactly("a begins", "a ends", "b begins", "b ends");
        }

        @Test
        void whatIsMadeReadyMeanwhile_waitsForTheNextTurn() {
            stage.play(
                    () -> {
                        createTask(
                                async(
                                        () -> {
                                            stage.loop.callSoon(() -> stage.mark("callback"));
                                            createTask(stage.job("child", 0));
                                            stage.mark("parent ends");
                                        }));
                        createTask(stage.job("b", 0));
                        await(sleep(0));
                        stage.mark("main");
                        await(sleep(0));
                    });

            assertThat(stage.marks())
                    .containsExactly(
                            "parent ends",
                            "b begins",
                            "b ends",
                            "main",
                            "callback",
                            "child begins",
                            "child ends");
        }

        @Test
        void exit_leavesTheLoop_beforeTheNextBegins() {
            Task<String> second =
                    stage.play(
                            () -> {
                                createTask(async(() -> stage.mark("main ends")));
                                return createTask(stage.job("later", 0));
                            });
            stage.play(() -> await(second));
            assertThat(stage.marks()).containsExactly("main ends", "later begins", "later ends");

            assertThatThrownBy(
                            () ->
                                    stage.play(
                                            () -> {
                                                createTask(
                                                        async(
                                                                () -> {
                                                                    throw new SystemExit(3);
                                                                }));
                                                createTask(stage.job("b", 0));
                                                await(sleep(1));
                                            }))
                    .isInstanceOf(SystemExit.class);
            assertThat(stage.marks()).isEmpty();

            stage.loop.allTasks().forEach(Task::cancel);
            stage.play(() -> await(sleep(0)));
            stage.marks();
        }

        @Test
        void anotherThreadsLetter_isReadNoLaterThanBefore() {
            stage.play(
                    () -> {
                        Thread main =
                                Thread.ofPlatform()
                                        .unstarted(
                                                () ->
                                                        stage.loop.callSoonThreadsafe(
                                                                () -> stage.mark("letter")));
                        createTask(
                                async(
                                        () -> {
                                            main.start();
                                            main.join();
                                        }));
                        createTask(stage.job("b", 0));
                        LockSupport.parkNanos(1);
                        await(sleep(0));
                        await(sleep(0));
                    });

            assertThat(stage.marks()).containsExactly("b begins", "b ends", "letter");
        }
    }
}
