// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.asyncio4j.context.ContextVar;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WaitForTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    private Coroutine<String> refusing() {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return "slept";
                    } catch (CancelledError refused) {
                        return "refused";
                    }
                });
    }

    @Nested
    class WithALimit {
        @Test
        void inTime_givesTheResult() {
            stage.play(
                    () -> {
                        assertThat(await(waitFor(sleep(1, "x"), 2))).isEqualTo("x");
                        assertThat(await(waitFor(sleep(1, "x"), Duration.ofSeconds(2))))
                                .isEqualTo("x");
                        assertThat(await(waitFor(sleep(1, "x"), Double.POSITIVE_INFINITY)))
                                .isEqualTo("x");
                    });
        }

        @Test
        void tooLate_cancelsAndFails_withTheCancellationAsCause() {
            stage.play(
                    () -> {
                        Task<Void> task = createTask(stage.endless("a"));
                        assertThatThrownBy(() -> await(waitFor(task, 1)))
                                .isInstanceOf(TimeoutError.class)
                                .hasCauseInstanceOf(CancelledError.class);
                        assertThat(stage.loop.time()).isEqualTo(1);
                        assertThat(task.isCancelled()).isTrue();
                        assertThat(currentTask().cancelling()).isZero();
                    });

            assertThat(stage.marks()).containsExactly("a cancelled");
        }

        @Test
        void tooLate_waitsForTheCleanup() {
            stage.play(
                    () -> {
                        Coroutine<Void> slowToEnd =
                                async(
                                        () -> {
                                            try {
                                                await(sleep(3600));
                                            } finally {
                                                await(sleep(5));
                                            }
                                        });
                        assertThatThrownBy(() -> await(waitFor(slowToEnd, 1)))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(stage.loop.time()).isEqualTo(6);
                    });
        }

        @Test
        void tooLate_butTheValueCame_theValueCounts() {
            stage.play(() -> assertThat(await(waitFor(refusing(), 1))).isEqualTo("refused"));
        }

        @Test
        void failure_comesOutAsItIs() {
            stage.play(
                    () ->
                            assertThatThrownBy(
                                            () ->
                                                    await(
                                                            waitFor(
                                                                    Stage.failing(
                                                                            new IOException("x"),
                                                                            1),
                                                                    1)))
                                    .isInstanceOf(IOException.class));
        }

        @Test
        void coroutine_runsInTheCallersTaskAndContext() {
            ContextVar<String> who = ContextVar.withDefault("who", "nobody");
            stage.play(
                    () -> {
                        Task<?> me = currentTask();
                        await(
                                waitFor(
                                        async(
                                                () -> {
                                                    who.set("inner");
                                                    assertThat(currentTask()).isSameAs(me);
                                                }),
                                        1));
                        assertThat(who.get()).isEqualTo("inner");
                    });
        }

        @Test
        void cancelledFromOutside_cancelsTheInnerOne() {
            stage.play(
                    () -> {
                        Task<Void> inner = createTask(stage.endless("inner"));
                        Task<Void> task = createTask(waitFor(inner, 9));
                        await(sleep(0));
                        task.cancel("outside");
                        assertThatThrownBy(() -> await(task))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("outside");
                        assertThat(inner.isCancelled()).isTrue();
                    });
            stage.marks();
        }
    }

    @Nested
    class WithoutTime {
        @Test
        void done_givesTheResult() {
            stage.play(
                    () -> {
                        Future<String> done = stage.loop.createFuture();
                        done.setResult("x");
                        assertThat(await(waitFor(done, 0))).isEqualTo("x");
                        assertThat(await(waitFor(done, -1))).isEqualTo("x");
                    });
        }

        @Test
        void coroutine_doesNotBegin() {
            stage.play(
                    () -> {
                        Coroutine<String> coroutine = stage.job("a", 0);
                        assertThatThrownBy(() -> await(waitFor(coroutine, 0)))
                                .isInstanceOf(TimeoutError.class)
                                .hasCauseInstanceOf(CancelledError.class);
                        assertThat(coroutine).hasToString("<Coroutine a closed>");
                    });
            assertThat(stage.marks()).isEmpty();
        }

        @Test
        void pending_isCancelledAndAwaited() {
            stage.play(
                    () -> {
                        Task<Void> task = createTask(stage.endless("a"));
                        await(sleep(0));
                        assertThatThrownBy(() -> await(waitFor(task, -1)))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(task.isCancelled()).isTrue();
                    });
            stage.marks();
        }

        @Test
        void refusing_itsValueWins() {
            stage.play(
                    () -> {
                        Task<String> task = createTask(refusing());
                        await(sleep(0));
                        assertThat(await(waitFor(task, 0))).isEqualTo("refused");
                    });
        }

        @Test
        void cancelledWhileItWaits_leavesNothingBehind() {
            stage.play(
                    () -> {
                        Task<Void> stubborn =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(3600));
                                                    } finally {
                                                        await(sleep(5));
                                                    }
                                                }));
                        await(sleep(0));
                        Task<Void> waiter = createTask(waitFor(stubborn, 0));
                        await(sleep(1));
                        waiter.cancel();
                        assertThatThrownBy(() -> await(waiter)).isInstanceOf(CancelledError.class);
                        assertThat(stubborn.isDone()).isFalse();
                        assertThat(stubborn.awaitedBy()).isEmpty();
                        await(waitOn(java.util.List.of(stubborn)));
                        assertThat(stage.loop.time()).isEqualTo(5);
                    });
        }
    }
}
