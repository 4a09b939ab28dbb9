// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TimeoutTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    @Nested
    class Ending {
        @Test
        void inTime_givesTheResult_andIsFinished() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(5);
                        assertThat(limit).hasToString("<Timeout [created]>");
                        assertThat(await(limit.use(() -> await(sleep(1, "x"))))).isEqualTo("x");
                        assertThat(limit.isExpired()).isFalse();
                        assertThat(limit).hasToString("<Timeout [finished]>");
                        assertThat(limit.when()).isEqualTo(5);
                    });
        }

        @Test
        void tooLate_becomesATimeoutErrorOutsideTheBlockOnly() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(1);
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        limit.use(
                                                                () -> {
                                                                    try {
                                                                        await(sleep(9));
                                                                    } catch (CancelledError e) {
                                                                        stage.mark(limit);
                                                                        throw e;
                                                                    }
                                                                })))
                                .isInstanceOf(TimeoutError.class)
                                .hasCauseInstanceOf(CancelledError.class);
                        assertThat(limit.isExpired()).isTrue();
                        assertThat(limit).hasToString("<Timeout [expired]>");
                        assertThat(currentTask().cancelling()).isZero();
                    });

            assertThat(stage.marks()).containsExactly("<Timeout [expiring]>");
        }

        @Test
        void zeroOrLess_aBodyThatDoesNotSuspendCannotTimeOut() {
            stage.play(
                    () -> {
                        assertThat(await(timeout(0, () -> "quick"))).isEqualTo("quick");
                        assertThat(await(timeout(Duration.ofSeconds(-1), () -> "quick")))
                                .isEqualTo("quick");
                        await(sleep(0)); // no cancellation is left over
                    });
        }

        @Test
        void never_isNoLimit() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(Double.POSITIVE_INFINITY);
                        await(limit.use(() -> await(sleep(1e6))));
                        assertThat(limit.when()).isInfinite();
                        await(timeoutAt(Double.POSITIVE_INFINITY).use(() -> await(sleep(1))));
                        await(timeout(Duration.ofSeconds(Long.MAX_VALUE), () -> await(sleep(1))));
                    });
        }

        @Test
        void ownFailure_passes_andLeavesNoRequest() {
            stage.play(
                    () -> {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        timeout(
                                                                1,
                                                                () -> {
                                                                    throw new IOException("x");
                                                                })))
                                .isInstanceOf(IOException.class);
                        await(sleep(2));
                    });
        }

        @Test
        void failureInTheCleanupAfterTheDeadline_passes() {
            stage.play(
                    () -> {
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        timeout(
                                                                1,
                                                                () -> {
                                                                    try {
                                                                        await(sleep(9));
                                                                    } finally {
                                                                        failCleanup();
                                                                    }
                                                                })))
                                .isInstanceOf(IOException.class)
                                .hasMessage("cleanup")
                                .hasSuppressedException(new TimeoutError());
                        assertThat(currentTask().cancelling()).isZero();
                    });
        }

        private void failCleanup() throws IOException {
            throw new IOException("cleanup");
        }

        @Test
        void swallowed_theBlockEndsAsIfNothingHadHappened() {
            stage.play(
                    () -> {
                        String value =
                                await(
                                        timeout(
                                                1,
                                                () -> {
                                                    try {
                                                        await(sleep(9));
                                                    } catch (CancelledError swallowed) {
                                                        stage.mark("swallowed");
                                                    }
                                                    return "value";
                                                }));
                        assertThat(value).isEqualTo("value");
                        assertThat(currentTask().cancelling()).isZero();
                    });
            stage.marks();
        }
    }

    @Nested
    class Foreign {
        @Test
        void cancelledFromOutside_staysACancellation() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(timeout(5, () -> await(stage.endless("body"))));
                        await(sleep(1));
                        task.cancel("outside");
                        assertThatThrownBy(() -> await(task))
                                .isInstanceOf(CancelledError.class)
                                .hasMessage("outside");
                        assertThat(task.cancelling()).isEqualTo(1);
                    });
            stage.marks();
        }

        @Test
        void cancelledFromOutside_andExpired_staysACancellation() {
            stage.play(
                    () -> {
                        Task<Void> task = createTask(timeout(1, () -> await(sleep(9))));
                        await(sleep(0));
                        stage.loop.callAt(1, task::cancel); // on the same turn, after the timeout
                        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                        assertThat(task.cancelling()).isEqualTo(1);
                    });
        }

        @Test
        void cancelledBeforeTheBlock_doesNotHideTheTimeout() {
            stage.play(
                    () -> {
                        Task<Void> task =
                                createTask(
                                        async(
                                                () -> {
                                                    try {
                                                        await(sleep(9));
                                                    } catch (CancelledError cleaningUp) {
                                                        await(timeout(1, () -> await(sleep(9))));
                                                    }
                                                }));
                        await(sleep(0));
                        task.cancel();
                        assertThatThrownBy(() -> await(task)).isInstanceOf(TimeoutError.class);
                        assertThat(task.cancelling()).isEqualTo(1);
                    });
        }

        @Test
        void nested_theInnerOneFirst() {
            stage.play(
                    () -> {
                        Timeout outer = timeout(5);
                        Timeout inner = timeout(1);
                        await(
                                outer.use(
                                        () -> {
                                            assertThatThrownBy(
                                                            () ->
                                                                    await(
                                                                            inner.use(
                                                                                    () ->
                                                                                            await(
                                                                                                    sleep(
                                                                                                            9)))))
                                                    .isInstanceOf(TimeoutError.class);
                                        }));
                        assertThat(inner.isExpired()).isTrue();
                        assertThat(outer.isExpired()).isFalse();
                    });
        }

        @Test
        void nested_theOuterOneFirst() {
            stage.play(
                    () -> {
                        Timeout outer = timeout(1);
                        Timeout inner = timeout(5);
                        Coroutine<Void> body = inner.use(() -> await(sleep(9)));
                        assertThatThrownBy(() -> await(outer.use(() -> await(body))))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(inner.isExpired()).isFalse();
                        assertThat(outer.isExpired()).isTrue();
                    });
        }

        @Test
        void nested_bothAtOnce_countToZero() {
            stage.play(
                    () -> {
                        Timeout outer = timeout(1);
                        Timeout inner = timeout(1);
                        Coroutine<Void> body = inner.use(() -> await(sleep(9)));
                        assertThatThrownBy(() -> await(outer.use(() -> await(body))))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(currentTask().cancelling()).isZero();
                        await(sleep(0));
                    });
        }
    }

    @Nested
    class Moving {
        @Test
        void reschedule_later_andIntoThePast() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(1);
                        assertThatThrownBy(
                                        () ->
                                                await(
                                                        limit.use(
                                                                () -> {
                                                                    limit.reschedule(3);
                                                                    await(sleep(2));
                                                                    assertThat(limit)
                                                                            .hasToString(
                                                                                    "<Timeout [active] when=3.000>");
                                                                    limit.reschedule(0);
                                                                    await(sleep(9));
                                                                })))
                                .isInstanceOf(TimeoutError.class);
                        assertThat(stage.loop.time()).isEqualTo(2);
                    });
        }

        @Test
        void off_takesTheLimitAway() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(1);
                        await(
                                limit.use(
                                        () -> {
                                            limit.off();
                                            await(sleep(5));
                                            limit.reschedule(Double.POSITIVE_INFINITY);
                                            await(sleep(5));
                                        }));
                        assertThat(limit.when()).isInfinite();
                    });
        }

        @Test
        void reschedule_atTheWrongTime_saysSo() {
            stage.play(
                    () -> {
                        Timeout limit = timeout(1);
                        assertThatThrownBy(() -> limit.reschedule(5))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Timeout has not been entered");
                        await(limit.use(() -> {}));
                        assertThatThrownBy(limit::off)
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Cannot change state of finished Timeout");
                        assertThatThrownBy(() -> await(limit.use(() -> {})))
                                .isInstanceOf(IllegalStateException.class)
                                .hasMessage("Timeout has already been entered");
                    });
        }

        @Test
        void notANumber_isRefused() {
            stage.play(
                    () -> {
                        for (Body.OfNothing misuse :
                                new Body.OfNothing[] {
                                    () -> timeout(Double.NaN),
                                    () -> timeoutAt(Double.NaN),
                                    () -> waitFor(sleep(0), Double.NaN)
                                }) {
                            assertThatThrownBy(misuse::run)
                                    .isInstanceOf(IllegalArgumentException.class)
                                    .hasMessageContaining("NaN");
                        }
                    });
        }
    }
}
