// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TaskCancelTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private static void assertCancelled(Task<?> task) {
        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
        assertThat(task.isCancelled()).isTrue();
    }

    @Nested
    class Delivery {
        @Test
        void cancel_whileItWaits_comesOutOfTheAwait() {
            stage.play(
                    () -> {
                        Task<Void> task = createTask(stage.endless("a"));
                        await(sleep(0));
                        assertThat(task.cancel()).isTrue();
                        assertThat(task.isDone()).isFalse();
                        assertCancelled(task);
                        assertThat(task.cancel()).isFalse();
                        assertThat(task.cancelling()).isEqualTo(1);
                    });

            assertThat(stage.marks()).containsExactly("a cancelled");
        }

        @Test
        void cancel_beforeTheFirstStep_neverRunsTheBody() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("a", 0);
                        Task<String> task = createTask(coroutine);
                        task.cancel("early");
                        assertThatThrownBy(() -> await(task)).hasMessage("early");
                        assertThat(coroutine).hasToString("<Coroutine a closed>");
                    });

            assertThat(stage.marks()).isEmpty();
        }

        @Test
        void cancel_whenTheAwaitedFutureIsDone_winsAndTheResultIsLost() {
            stage.play(
                    () -> {
                        Future<String> future = stage.loop.createFuture();
                        Task<String> task = createTask(async(() -> await(future)));
                        await(sleep(0));
                        future.setResult("lost");
                        assertThat(task.cancel()).isTrue();
                        assertCancelled(task);
                    });
        }

        @Test
        void cancel_whenTheAwaitedFutureHasFailed_wins_andTheFailureIsNotReported() {
            stage.play(
                    () -> {
                        Future<String> future = stage.loop.createFuture();
                        Task<String> task = createTask(async(() -> await(future)));
                        await(sleep(0));
                        future.setException(new IllegalStateException("replaced"));
                        task.cancel();
                        assertCancelled(task);
                    });
        }

        @Test
        void cancel_ofItself_arrivesAtTheNextAwaitThatSuspends() {
            stage.play(
                    () -> {
                        Future<String> done = stage.loop.createFuture();
                        done.setResult("done");
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    currentTask().cancel();
                                                    stage.mark(await(done));
                                                    stage.mark(await(async(() -> "called")));
                                                    await(sleep(0));
                                                    stage.mark("never");
                                                }));
                        assertCancelled(task);
                    });

            assertThat(stage.marks()).containsExactly("done", "called");
        }

        @Test
        void cancel_ofItself_thenReturn_endsCancelled() {
            stage.play(
                    () -> {
                        Task<String> task =
                                createTask(
                                        async(
                                                () -> {
                                                    currentTask().cancel("last words");
                                                    return "not the result";
                                                }));
                        assertThatThrownBy(() -> await(task))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("last words");
                    });
        }

        @Test
        void cancel_ofItself_thenFail_fails() {
            stage.play(
                    () -> {
                        Task<String> task =
                                createTask(
                                        async(
                                                () -> {
                                                    currentTask().cancel();
                                                    throw new IllegalStateException("failure");
                                                }));
                        assertThatThrownBy(() -> await(task)).hasMessage("failure");
                        assertThat(task.isCancelled()).isFalse();
                    });
        }

        @Test
        void cancel_passesThroughATaskToWhatItAwaits() {
            stage.play(
                    () -> {
                        Task<Void> inner = createTask(stage.endless("inner"));
                        Task<Void> outer = createTask(async(() -> await(inner)));
                        await(sleep(0));
                        outer.cancel("both");
                        assertThatThrownBy(() -> await(outer)).hasMessage("both");
                        assertThat(inner.isCancelled()).isTrue();
                        assertThat(inner.cancelling()).isEqualTo(1);
                    });

            assertThat(stage.marks()).containsExactly("inner cancelled");
        }
    }

    @Nested
    class Refusal {
        @Test
        void swallowed_onceItIsGone_butTheCountStays() {
            stage.play(
                    () -> {
                        Task<String> task =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(3600));
                                                    } catch (CancelledError refused) {
                                                        stage.mark("refused");
                                                    }
                                                    await(sleep(0));
                                                    return "went on";
                                                }));
                        await(sleep(0));
                        task.cancel();
                        assertThat(await(task)).isEqualTo("went on");
                        assertThat(task.isCancelled()).isFalse();
                        assertThat(task.cancelling()).isEqualTo(1);
                    });

            assertThat(stage.marks()).containsExactly("refused");
        }

        @Test
        void cancel_again_reachesTheCleanup() {
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
                        await(sleep(0));
                        task.cancel("one");
                        await(sleep(0));
                        task.cancel("two");
                        assertThatThrownBy(() -> await(task)).hasMessage("two");
                        assertThat(task.cancelling()).isEqualTo(2);
                    });

            assertThat(stage.marks()).containsExactly("work cancelled", "cleanup cancelled");
        }

        @Test
        void cancelledError_raisedByTheBodyItself_cancelsTheTask() {
            class Stop extends CancelledError {}
            stage.play(
                    () -> {
                        Task<String> task =
                                createTask(
                                        async(
                                                () -> {
                                                    throw new Stop();
                                                }));
                        assertThatThrownBy(() -> await(task)).isInstanceOf(Stop.class);
                        assertThat(task.isCancelled()).isTrue();
                        assertThat(task.cancelling()).isZero();
                    });
        }

        @Test
        void catchException_doesNotSwallowACancellation() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(3600));
                                                    } catch (Exception careless) {
                                                        stage.mark("swallowed");
                                                    }
                                                }));
                        await(sleep(0));
                        task.cancel();
                        assertCancelled(task);
                    });

            assertThat(stage.marks()).isEmpty();
        }
    }

    @Nested
    class Counting {
        @Test
        void cancel_countsEachRequest_uncancelTakesOneBack() {
            stage.play(
                    () -> {
                        Task<Void> task = createTask(stage.endless("a"));
                        await(sleep(0));
                        task.cancel();
                        task.cancel();
                        assertThat(task.cancelling()).isEqualTo(2);
                        assertThat(task.uncancel()).isEqualTo(1);
                        assertThat(task.uncancel()).isZero();
                        assertThat(task.uncancel()).isZero();
                        assertCancelled(task);
                    });
            stage.marks();
        }

        @Test
        void uncancel_toZero_dropsAnUndeliveredRequest() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 1));
                        task.cancel();
                        assertThat(task.uncancel()).isZero();
                        assertThat(await(task)).isEqualTo("a");
                    });
            stage.marks();
        }

        @Test
        void uncancel_notToZero_dropsNothing() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(stage.job("a", 1));
                        task.cancel();
                        task.cancel();
                        assertThat(task.uncancel()).isEqualTo(1);
                        assertCancelled(task);
                    });
            assertThat(stage.marks()).isEmpty();
        }
    }
}
