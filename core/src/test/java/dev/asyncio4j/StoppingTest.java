// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `stop` with a grace period, and `stoppable`.
class StoppingTest {
    static final Duration GRACE = Duration.ofSeconds(5);

    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    /// Serves requests that take two seconds, waiting for each in a place where it may stop.
    private Coroutine<Void> server() {
        return async(
                () -> {
                    while (true) {
                        await(stoppable(sleep(1)));
                        stage.mark("request");
                        await(sleep(2));
                        stage.mark("answer");
                    }
                });
    }

    @Test
    void inTheMiddleOfWork_finishesIt_andStopsAtTheNextStoppablePlace() {
        stage.play(
                () -> {
                    Task<Void> server = createTask(server());
                    await(sleep(2));
                    assertThat(server.isStopping()).isFalse();
                    assertThat(server.stop(GRACE)).isTrue();
                    assertThat(server.isStopping()).isTrue();
                    assertThatThrownBy(() -> await(server))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("stopping");
                    assertThat(stage.loop.time()).isEqualTo(3);
                });

        assertThat(stage.marks()).containsExactly("request", "answer");
    }

    @Test
    void inAStoppablePlace_stopsAtOnce() {
        stage.play(
                () -> {
                    Task<Void> server = createTask(server());
                    await(sleep(0.5));
                    server.stop(GRACE);
                    assertThatThrownBy(() -> await(server)).isInstanceOf(CancelledError.class);
                    assertThat(stage.loop.time()).isEqualTo(0.5);
                });
    }

    @Test
    void graceOver_cancels() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(stage.endless("long work"));
                    await(sleep(1));
                    task.stop(GRACE);
                    assertThatThrownBy(() -> await(task))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("stopping");
                    assertThat(stage.loop.time()).isEqualTo(6);
                });
        stage.marks();
    }

    @Test
    void endsByItselfWithinTheGrace_isNotCancelled_andLeavesNoTimer() {
        stage.play(
                () -> {
                    Task<String> task = createTask(sleep(3, "done"));
                    await(sleep(1));
                    task.stop(GRACE);
                    assertThat(await(task)).isEqualTo("done");
                    await(sleep(0));
                    assertThat(task.cancelling()).isZero();
                    assertThat(task.stop(GRACE)).isFalse();
                });
    }

    @Test
    void noGrace_cancelsAtOnce() {
        stage.play(
                () -> {
                    for (Duration none : new Duration[] {Duration.ZERO, Duration.ofSeconds(-1)}) {
                        Task<Void> task = createTask(stage.endless("a"));
                        await(sleep(0));
                        assertThat(task.stop(none)).isTrue();
                        assertThatThrownBy(() -> await(task)).isInstanceOf(CancelledError.class);
                    }
                    assertThat(stage.loop.time()).isZero();
                });
        stage.marks();
    }

    @Test
    void task_canLookForIt() {
        stage.play(
                () -> {
                    Task<Integer> task =
                            createTask(
                                    async(
                                            () -> {
                                                int rounds = 0;
                                                while (!currentTask().isStopping()) {
                                                    await(sleep(1));
                                                    rounds++;
                                                }
                                                return rounds;
                                            }));
                    await(sleep(2.5));
                    task.stop(GRACE);
                    assertThat(await(task)).isEqualTo(3);
                    await(sleep(0));
                });
    }

    @Test
    void stoppable_withoutAStop_isAPlainAwait() {
        stage.play(() -> assertThat(await(stoppable(sleep(1, "x")))).isEqualTo("x"));
    }
}
