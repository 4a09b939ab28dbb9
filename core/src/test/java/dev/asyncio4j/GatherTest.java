// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class GatherTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private static Coroutine<String> after(double seconds, String result) {
        return sleep(seconds, result);
    }

    @Nested
    class Results {
        @Test
        void results_areInTheOrderGiven_notOfCompletion() {
            stage.play(
                    () ->
                            assertThat(await(gather(after(3, "a"), after(1, "b"), after(2, "c"))))
                                    .containsExactly("a", "b", "c"));
        }

        @Test
        void nothing_isDoneAtOnce() {
            stage.play(
                    () -> {
                        Future<List<Object>> nothing = gather(List.of());
                        assertThat(nothing.isDone()).isTrue();
                        assertThat(nothing.result()).isEmpty();
                    });
        }

        @Test
        void duplicates_runOnce_andAppearAtEachPosition() {
            stage.play(
                    () -> {
                        Coroutine<String> twice = stage.job("twice", 1);
                        assertThat(await(gather(twice, stage.job("once", 0), twice)))
                                .containsExactly("twice", "once", "twice");
                    });

            assertThat(stage.marks())
                    .containsExactly("twice begins", "once begins", "once ends", "twice ends");
        }

        @Test
        void whatCannotBeToldToTheEnd_beginsNothing() {
            Iterable<Coroutine<String>> broken =
                    () ->
                            List.of(1, 2).stream()
                                    .map(
                                            i -> {
                                                if (i == 2) {
                                                    throw new ArithmeticException("told");
                                                }
                                                return stage.job("begun", 0);
                                            })
                                    .iterator();
            stage.play(
                    () -> {
                        assertThatThrownBy(() -> gather(broken))
                                .isInstanceOf(ArithmeticException.class);
                        assertThat(allTasks()).hasSize(1);
                        await(sleep(1));
                    });

            assertThat(stage.marks()).isEmpty();
        }

        @Test
        void completedByAnEagerSibling_tellsOnTheNextTurn() {
            stage.loop.setTaskFactory(TaskFactory.eager());
            stage.play(
                    () -> {
                        Future<String> f = stage.loop.createFuture();
                        Coroutine<String> completes =
                                async(
                                        () -> {
                                            f.setResult("f");
                                            return "c";
                                        });
                        Future<List<String>> both = gather(f, completes);
                        assertThat(both.isDone()).isFalse();
                        assertThat(await(both)).containsExactly("f", "c");
                    });
        }

        @Test
        void allDoneAlready_isDoneAtOnce() {
            stage.play(
                    () -> {
                        Task<String> a = createTask(stage.job("a", 0));
                        Task<String> b = createTask(stage.job("b", 0));
                        await(sleep(0));
                        Future<List<String>> all = gather(a, b, a);
                        assertThat(all.isDone()).isTrue();
                        assertThat(all.result()).containsExactly("a", "b", "a");
                    });
            stage.marks();
        }

        @Test
        void someDoneAlready_countAsWell() {
            stage.play(
                    () -> {
                        Task<String> done = createTask(stage.job("done", 0));
                        await(sleep(0));
                        assertThat(await(gather(stage.job("new", 1), done)))
                                .containsExactly("new", "done");
                    });
            stage.marks();
        }

        @Test
        void outsideATask_gathersFutures() {
            Future<String> a = stage.loop.createFuture();
            Future<String> b = stage.loop.createFuture();
            Future<List<String>> all = gather(a, b);
            b.setResult("b");
            a.setResult("a");

            assertThat(stage.loop.runUntilComplete(all)).containsExactly("a", "b");
        }

        @Test
        void nullResults_areResults() {
            stage.play(
                    () ->
                            assertThat(await(gather(sleep(0), sleep(1))))
                                    .containsExactly(null, null));
        }
    }

    @Nested
    class Failures {
        @Test
        void firstFailure_comesOutAtOnce_andTheOthersRunOn() {
            var failure = new IOException("first");
            stage.play(
                    () -> {
                        Task<String> other = createTask(stage.job("other", 5));
                        assertThat(
                                        catchThrowable(
                                                () ->
                                                        await(
                                                                gather(
                                                                        Stage.failing(failure, 1),
                                                                        other))))
                                .isSameAs(failure);
                        assertThat(other.isDone()).isFalse();
                        assertThat(await(other)).isEqualTo("other");
                    });
            stage.marks();
        }

        @Test
        void laterFailures_countAsSeen() {
            stage.play(
                    () -> {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        gather(
                                                                Stage.failing(
                                                                        new IOException("one"), 0),
                                                                Stage.failing(
                                                                        new IOException("two"),
                                                                        1))))
                                .hasMessage("one");
                        await(sleep(1));
                    });
        }

        @Test
        void cancelledChild_isTheOutcome_andTheGatheringIsNotCancelled() {
            stage.play(
                    () -> {
                        Task<Void> victim = createTask(stage.endless("victim"));
                        Task<Void> other = createTask(stage.endless("other"));
                        Future<List<Void>> all = gather(victim, other);
                        await(sleep(0));
                        victim.cancel("only it");
                        assertThatThrownBy(() -> await(all))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("only it");
                        assertThat(all.isCancelled()).isFalse();
                        assertThat(other.isDone()).isFalse();
                        other.cancel();
                        await(sleep(0));
                    });
            stage.marks();
        }

        @Test
        void returningExceptions_failuresAndCancellationsAreResults() {
            var failure = new IOException("disk");
            stage.play(
                    () -> {
                        Task<Void> victim = createTask(stage.endless("victim"));
                        stage.loop.callLater(1, victim::cancel);
                        List<Object> results =
                                await(
                                        gatherReturningExceptions(
                                                after(2, "a"), Stage.failing(failure, 0), victim));
                        assertThat(results.get(0)).isEqualTo("a");
                        assertThat(results.get(1)).isSameAs(failure);
                        assertThat(results.get(2)).isInstanceOf(CancelledError.class);
                    });
            stage.marks();
        }

        @Test
        void doneAndFailedAlready_failsAtOnce() {
            var failure = new IOException("disk");
            stage.play(
                    () -> {
                        Task<Object> failed = createTask(Stage.failing(failure, 0));
                        await(sleep(0));
                        Future<List<Object>> all = gather(failed, stage.job("other", 0));
                        assertThat(all.isDone()).isTrue();
                        assertThat(all.exception()).isSameAs(failure);
                        await(sleep(1));
                    });
            stage.marks();
        }
    }

    @Nested
    class Cancelling {
        @Test
        void cancel_cancelsAll_andEndsWhenTheyHave() {
            stage.play(
                    () -> {
                        Task<String> slow =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(3600));
                                                    } finally {
                                                        await(sleep(1));
                                                        stage.mark("cleaned up");
                                                    }
                                                    return "never";
                                                }));
                        Future<List<Object>> all =
                                GatheringFuture.of(List.of(slow, stage.endless("quick")), true);
                        await(sleep(0));
                        assertThat(all.cancel("stop")).isTrue();
                        assertThat(all.isDone()).isFalse();
                        assertThatThrownBy(() -> await(all)).isInstanceOf(CancelledError.class);
                        stage.mark("over");
                    });

            assertThat(stage.marks()).containsExactly("quick cancelled", "cleaned up", "over");
        }

        @Test
        void cancel_theAwaitingTask_cancelsTheChildren() {
            stage.play(
                    () -> {
                        Task<Object> task =
                                createTask(
                                        async(
                                                () ->
                                                        await(
                                                                gather(
                                                                        stage.endless("a"),
                                                                        stage.endless("b")))));
                        await(sleep(0));
                        await(sleep(0));
                        task.cancel("through");
                        assertThatThrownBy(() -> await(task))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("through");
                    });

            assertThat(stage.marks()).containsExactly("a cancelled", "b cancelled");
        }

        @Test
        void cancel_lastChildWithstands_theErrorHasNoMessage() {
            stage.play(
                    () -> {
                        Coroutine<Void> withstands =
                                async(
                                        () -> {
                                            try {
                                                await(sleep(3600));
                                            } catch (CancelledError cancelled) {
                                                stage.mark(cancelled.getMessage());
                                            }
                                        });
                        Future<List<Void>> all = gather(withstands);
                        await(sleep(0));
                        all.cancel("words");
                        assertThatThrownBy(() -> await(all))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage(null);
                    });
            assertThat(stage.marks()).containsExactly("words");
        }

        /// The messages are CPython's.
        @Test
        void cancel_severalTimes_lastChildWithstands_theErrorHasTheMessageThatWasNotPassedOn() {
            stage.play(
                    () -> {
                        Coroutine<Void> child =
                                async(
                                        () -> {
                                            for (int i = 0; i < 2; i++) {
                                                try {
                                                    await(sleep(9));
                                                } catch (CancelledError cancelled) {
                                                    stage.mark(cancelled.getMessage());
                                                }
                                            }
                                        });
                        Task<Object> task = createTask(async(() -> await(gather(child))));
                        await(sleep(1));
                        task.cancel("one");
                        task.cancel("two");
                        await(sleep(1));
                        task.cancel("three");
                        assertThatThrownBy(() -> await(task))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("two");
                    });

            assertThat(stage.marks()).containsExactly("one", "three");
        }

        @Test
        void cancel_whenDone_doesNothing() {
            stage.play(
                    () -> {
                        Future<List<String>> all = gather(stage.job("a", 0));
                        await(all);
                        assertThat(all.cancel()).isFalse();
                        Future<List<Object>> nothing = gather();
                        assertThat(nothing.cancel()).isFalse();
                    });
            stage.marks();
        }

        @Test
        void cancel_childThatRefuses_isStillACancellation() {
            stage.play(
                    () -> {
                        Task<String> refusing =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(3600));
                                                    } catch (CancelledError refused) {
                                                        stage.mark("refused");
                                                    }
                                                    return "value";
                                                }));
                        Future<List<String>> all = gather(refusing);
                        await(sleep(0));
                        all.cancel();
                        assertThatThrownBy(() -> await(all)).isInstanceOf(CancelledError.class);
                        assertThat(refusing.result()).isEqualTo("value");
                    });

            assertThat(stage.marks()).containsExactly("refused");
        }

        @Test
        void cancel_twice_cancelsTheCleanupToo() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(stage.endless("work"));
                                                    } finally {
                                                        await(stage.endless("cleanup"));
                                                    }
                                                }));
                        Future<List<Void>> all = gather(task);
                        await(sleep(0));
                        assertThat(all.cancel("one")).isTrue();
                        await(sleep(0));
                        assertThat(all.cancel("two")).isTrue();
                        assertThatThrownBy(() -> await(all)).hasMessage("two");
                    });

            assertThat(stage.marks()).containsExactly("work cancelled", "cleanup cancelled");
        }
    }
}
