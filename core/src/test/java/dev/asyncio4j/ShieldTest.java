// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ShieldTest {
    final Stage stage = new Stage();

    @AfterEach
    void endsCleanly() {
        stage.endsCleanly();
    }

    /// Lets a task await a shield of `inner`, and cancels that task.
    private void cancelAShieldOf(Task<?> inner) {
        Task<Object> shielding = createTask(async(() -> await(shield(inner))));
        await(sleep(0));
        shielding.cancel();
        assertThatThrownBy(() -> await(shielding)).isInstanceOf(CancelledError.class);
        assertThat(inner.isDone()).isFalse();
        assertThat(inner.cancelling()).isZero();
    }

    @Test
    void result_andFailure_passThrough() {
        stage.play(
                () -> {
                    assertThat(await(shield(stage.job("a", 1)))).isEqualTo("a");
                    assertThatThrownBy(() -> await(shield(Stage.failing(new IOException("x"), 1))))
                            .isInstanceOf(IOException.class);
                });
        stage.marks();
    }

    @Test
    void done_isReturnedItself() {
        Future<String> done = stage.loop.createFuture();
        done.setResult("x");

        assertThat(shield(done)).isSameAs(done);
    }

    @Test
    void cancelled_outside_theInnerOneRunsOn() {
        stage.play(
                () -> {
                    Task<String> inner = createTask(stage.job("inner", 5));
                    cancelAShieldOf(inner);
                    assertThat(await(inner)).isEqualTo("inner");
                });
        stage.marks();
    }

    @Test
    void cancelled_inside_cancelsTheShield() {
        stage.play(
                () -> {
                    Task<Void> inner = createTask(stage.endless("inner"));
                    Future<Void> outer = shield(inner);
                    await(sleep(0));
                    inner.cancel();
                    assertThatThrownBy(() -> await(outer)).isInstanceOf(CancelledError.class);
                    assertThat(outer.isCancelled()).isTrue();
                    assertThat(currentTask().cancelling()).isZero();
                });
        stage.marks();
    }

    @Test
    void innerFailsAfterTheCancel_isReportedOnce_howeverOftenShielded() {
        var failure = new IOException("late");
        stage.play(
                () -> {
                    Task<Object> inner = createTask(Stage.failing(failure, 20));
                    cancelAShieldOf(inner);
                    cancelAShieldOf(inner);
                    cancelAShieldOf(inner);
                    await(sleep(1));
                    assertThat(stage.faults).hasSize(1);
                    assertThat(stage.faults.getFirst().exception()).isSameAs(failure);
                    assertThat(stage.faults.getFirst().context()).containsEntry("future", inner);
                    assertThat(stage.faultMessages())
                            .containsExactly("IOException exception in shielded future");
                });
    }

    @Test
    void innerCancelledAfterTheCancel_isNotReported() {
        stage.play(
                () -> {
                    Task<Void> inner = createTask(stage.endless("inner"));
                    await(sleep(0));
                    cancelAShieldOf(inner);
                    inner.cancel();
                    await(sleep(1));
                });

        assertThat(stage.marks()).containsExactly("inner cancelled");
    }

    @Test
    void innerSucceedsAfterTheCancel_isNotReported() {
        stage.play(
                () -> {
                    Task<String> inner = createTask(stage.job("inner", 9));
                    cancelAShieldOf(inner);
                    await(sleep(1));
                    assertThat(inner.result()).isEqualTo("inner");
                });
        stage.marks();
    }

    @Test
    void waitFor_aroundAShield_timesOut_andTheInnerOneRunsOn() {
        stage.play(
                () -> {
                    Task<String> inner = createTask(sleep(5, "late"));
                    assertThatThrownBy(() -> await(waitFor(shield(inner), 1)))
                            .isInstanceOf(TimeoutError.class);
                    assertThat(await(inner)).isEqualTo("late");
                });
    }
}
