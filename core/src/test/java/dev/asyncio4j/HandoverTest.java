// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is handed over arrives, or is not handed over.
class HandoverTest {
    private final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    private Task<String> taker(Handover<String> handover, int turnsAfter) {
        return createTask(
                async(
                        () -> {
                            String got = await(handover);
                            stage.mark("got " + got);
                            for (int i = 0; i < turnsAfter; i++) {
                                await(sleep(0));
                            }
                            stage.mark("went on");
                            return got;
                        }));
    }

    @Test
    void cancel_beforeItIsSet_cancelsBoth() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    Task<String> task = taker(handover, 0);
                    await(sleep(0));

                    task.cancel("early");

                    assertThat(handover.isCancelled()).isTrue();
                    assertThatThrownBy(() -> await(task))
                            .isInstanceOf(CancelledError.class)
                            .hasMessage("early");
                });

        assertThat(stage.marks()).isEmpty();
    }

    @Test
    void cancel_afterItIsSet_comesAtTheNextAwait() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    Task<String> task = taker(handover, 1);
                    await(sleep(0));

                    handover.setResult("a");
                    assertThat(task.cancel("late")).isTrue();

                    assertThatThrownBy(() -> await(task)).hasMessage("late");
                    assertThat(task.isCancelled()).isTrue();
                });

        assertThat(stage.marks()).containsExactly("got a");
    }

    @Test
    void cancel_afterItIsSet_isDroppedIfTheTaskEndsFirst() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    Task<String> task = taker(handover, 0);
                    await(sleep(0));

                    handover.setResult("a");
                    task.cancel("late");

                    assertThat(await(task)).isEqualTo("a");
                });

        assertThat(stage.marks()).containsExactly("got a", "went on");
    }

    @Test
    void cancel_onceMoreInTheLastStep_countsAgain() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    Task<String> task =
                            createTask(
                                    async(
                                            () -> {
                                                String got = await(handover);
                                                currentTask().cancel("itself");
                                                return got;
                                            }));
                    await(sleep(0));

                    handover.setResult("a");
                    task.cancel("late");

                    assertThatThrownBy(() -> await(task)).hasMessage("itself");
                });
    }

    @Test
    void timeout_afterItIsSet_isNone() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    getRunningLoop().callLater(1, () -> handover.setResult("in time"));

                    assertThat(await(waitFor(handover, 1))).isEqualTo("in time");

                    assertThat(currentTask().cancelling()).isZero();
                    await(sleep(0));
                });
    }

    @Test
    void cancel_thatCannotBeWithdrawn_waits() {
        boolean[] onItsWay = {true};
        stage.play(
                () -> {
                    Handover<String> handover =
                            new Handover<>(getRunningLoop(), () -> !onItsWay[0]);
                    Task<String> task = taker(handover, 1);
                    await(sleep(0));

                    assertThat(handover.cancel()).isFalse();
                    task.cancel("late");
                    await(sleep(1));
                    assertThat(task.isDone()).isFalse();
                    handover.setResult("a");

                    assertThatThrownBy(() -> await(task)).hasMessage("late");
                });

        assertThat(stage.marks()).containsExactly("got a");
    }

    @Test
    void toString_saysWhatItIs() {
        stage.play(
                () -> {
                    Handover<String> handover = new Handover<>(getRunningLoop());
                    assertThat(handover).hasToString("<Handover pending>");
                    handover.setResult("a");
                    assertThat(handover).hasToString("<Handover finished result=a>");
                });
    }
}
