// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.wrapFuture;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// `await(CompletionStage)`.
class AwaitStageTest {
    @Test
    void await_completedStage_givesItsValue() {
        assertThat(run(async(() -> await(CompletableFuture.completedFuture("x"))))).isEqualTo("x");
    }

    @Test
    void await_stageOfAnotherThread_givesItsValue() {
        assertThat(run(async(() -> await(CompletableFuture.supplyAsync(() -> "x")))))
                .isEqualTo("x");
    }

    @Test
    void wrapFuture_standsForWhatItIsToldTo() {
        WaitPoint answer = () -> "an answer of the moon";
        CompletableFuture<String> stage = new CompletableFuture<>();

        run(
                async(
                        () -> {
                            Future<String> wrapped = wrapFuture(stage, answer);
                            assertThat(wrapped.waitPoint()).isSameAs(answer);
                            assertThat(answer.inVain()).isEqualTo("an answer of the moon");
                            assertThat(answer.crowd()).isNull();
                            stage.complete("x");
                            assertThat(await(wrapped)).isEqualTo("x");
                        }));
    }

    @Test
    void await_failedStage_comesOutUnwrapped() {
        IOException failure = new IOException("x");
        CompletableFuture<String> stage =
                CompletableFuture.<String>failedFuture(failure).thenApply(x -> x);

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> run(async(() -> await(stage))))
                .isSameAs(failure);
    }

    @Test
    void await_cancelledTask_cancelsTheStage() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        run(
                async(
                        () -> {
                            Task<String> task = createTask(async(() -> await(stage)));
                            await(sleep(0));
                            task.cancel();
                            assertThatExceptionOfType(CancelledError.class)
                                    .isThrownBy(() -> await(task));
                        }));

        assertThat(stage).isCancelled();
    }

    @Test
    void await_cancelledStage_isACancellation() {
        CompletableFuture<String> stage = new CompletableFuture<>();
        stage.cancel(false);

        assertThatExceptionOfType(CancelledError.class)
                .isThrownBy(() -> run(async(() -> await(stage))));
    }
}
