// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toCompletableFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// From what can be awaited to futures of other libraries.
class CompletableFutureTest {
    private final Stage stage = new Stage();

    @AfterEach
    void nothingIsLeft() {
        stage.endsCleanly();
    }

    @Test
    void result_isPassedOn() {
        stage.play(
                () -> {
                    CompletableFuture<String> future = toCompletableFuture(stage.job("a", 1));

                    assertThat(await(future)).isEqualTo("a");
                });
        stage.marks();
    }

    @Test
    void failure_isPassedOn() {
        Exception failure = new Exception("on purpose");
        stage.play(
                () -> {
                    CompletableFuture<Object> future =
                            toCompletableFuture(Stage.failing(failure, 1));

                    assertThatExceptionOfType(Exception.class)
                            .isThrownBy(() -> await(future))
                            .isSameAs(failure);
                });
    }

    @Test
    void cancel_cancelsTheTask() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(stage.endless("task"));
                    CompletableFuture<Void> future = toCompletableFuture(task);
                    await(sleep(0));

                    future.cancel(true);
                    await(Asyncio.waitOn(List.of(task)));

                    assertThat(task.isCancelled()).isTrue();
                });

        assertThat(stage.marks()).containsExactly("task cancelled");
    }

    @Test
    void cancellationOfTheTask_cancelsTheFuture() {
        stage.play(
                () -> {
                    Task<Void> task = createTask(stage.endless("task"));
                    CompletableFuture<Void> future = toCompletableFuture(task);
                    await(sleep(0));

                    task.cancel();
                    await(Asyncio.waitOn(List.of(task)));
                    await(sleep(0));

                    assertThat(future.isCancelled()).isTrue();
                });
        stage.marks();
    }
}
