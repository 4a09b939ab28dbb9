// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SleepTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        assertThat(stage.loop.toString()).contains("timers=0");
        stage.endsCleanly();
    }

    private void napAndMark(String name, double seconds) {
        createTask(
                async(
                        () -> {
                            await(sleep(seconds));
                            stage.mark(name);
                        }));
    }

    @Test
    void sleep_takesItsTime() {
        double took =
                stage.play(
                        () -> {
                            double before = stage.loop.time();
                            await(sleep(1.5));
                            await(sleep(Duration.ofMillis(500)));
                            return stage.loop.time() - before;
                        });

        assertThat(took).isEqualTo(2.0);
    }

    @Test
    void sleep_result_isGiven() {
        stage.play(
                () -> {
                    assertThat(await(sleep(1, "late"))).isEqualTo("late");
                    assertThat(await(sleep(0, "soon"))).isEqualTo("soon");
                });
    }

    @Test
    void sleep_zeroOrLess_isOneTurn() {
        stage.play(
                () -> {
                    createTask(stage.job("other", 0));
                    await(sleep(-5));
                    stage.mark("after");
                    await(sleep(Duration.ofSeconds(-1)));
                    await(sleep(Double.NEGATIVE_INFINITY));
                });

        assertThat(stage.marks()).containsExactly("other begins", "other ends", "after");
    }

    @Test
    void sleep_equalTimes_wakeInOrder_shorterOnesFirst() {
        stage.play(
                () -> {
                    napAndMark("c1", 3);
                    napAndMark("a1", 1);
                    napAndMark("c2", 3);
                    napAndMark("a2", 1);
                    await(sleep(4));
                });

        assertThat(stage.marks()).containsExactly("a1", "a2", "c1", "c2");
    }

    @Test
    void sleep_notANumber_isRefused() {
        assertThatThrownBy(() -> sleep(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid delay: NaN (not a number)");
    }

    @Test
    void sleep_forEver_canBeCancelled_andLeavesNoTimer() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(sleep(Double.POSITIVE_INFINITY));
                    Task<Void> other = createTask(sleep(Duration.ofSeconds(Long.MAX_VALUE)));
                    await(sleep(1));
                    task.cancel();
                    other.cancel();
                    await(gatherReturningExceptions(task, other));
                    assertThat(task.isCancelled()).isTrue();
                });
    }
}
