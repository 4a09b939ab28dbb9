// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.runInExecutor;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/// `runInExecutor` on an executor that wants the call itself.
class CompletableExecutorTest {
    private final Elsewhere elsewhere = new Elsewhere();

    @Test
    void call_comesAsItIs_andItsResultBack() {
        Callable<String> call = () -> "result";
        String result =
                run(
                        async(
                                () -> {
                                    Task<String> task = createTask(calling(call));
                                    await(sleep(0));
                                    assertThat(elsewhere.calls).containsExactly(call);
                                    complete("result");
                                    return await(task);
                                }));

        assertThat(result).isEqualTo("result");
    }

    @Test
    void failure_comesAsItIs() {
        Exception failure = new Exception("broken");
        assertThatThrownBy(
                        () ->
                                run(
                                        async(
                                                () -> {
                                                    Task<String> task =
                                                            createTask(calling(() -> ""));
                                                    await(sleep(0));
                                                    elsewhere
                                                            .futures
                                                            .getFirst()
                                                            .completeExceptionally(failure);
                                                    return await(task);
                                                })))
                .isSameAs(failure);
    }

    @Test
    void cancelling_reachesTheExecutor_withTheRightToInterrupt() {
        run(
                async(
                        () -> {
                            Task<String> task = createTask(calling(() -> ""));
                            await(sleep(0));
                            task.cancel();

                            assertThatThrownBy(() -> await(task))
                                    .isInstanceOf(CancelledError.class);
                            await(sleep(0));
                            assertThat(elsewhere.futures.getFirst()).isCancelled();
                            assertThat(elsewhere.interrupts).containsExactly(true);
                        }));
    }

    @Test
    void cancellation_byTheExecutor_cancels() {
        assertThatThrownBy(
                        () ->
                                run(
                                        async(
                                                () -> {
                                                    Task<String> task =
                                                            createTask(calling(() -> ""));
                                                    await(sleep(0));
                                                    elsewhere
                                                            .futures
                                                            .getFirst()
                                                            .completeExceptionally(
                                                                    new CancellationException());
                                                    return await(task);
                                                })))
                .isInstanceOf(CancelledError.class);
    }

    private Coroutine<String> calling(Callable<String> call) {
        return async(() -> await(runInExecutor(elsewhere, call)));
    }

    @SuppressWarnings("unchecked")
    private void complete(String value) {
        ((CompletableFuture<Object>) elsewhere.futures.getFirst()).complete(value);
    }

    /// Keeps calls, and runs none.
    private static final class Elsewhere extends AbstractExecutorService
            implements CompletableExecutor {
        final List<Callable<?>> calls = new ArrayList<>();
        final List<CompletableFuture<?>> futures = new ArrayList<>();
        final List<Boolean> interrupts = new ArrayList<>();

        @Override
        public <T> CompletableFuture<T> submit(Callable<T> call) {
            CompletableFuture<T> future =
                    new CompletableFuture<>() {
                        @Override
                        public boolean cancel(boolean mayInterrupt) {
                            interrupts.add(mayInterrupt);
                            return super.cancel(mayInterrupt);
                        }
                    };
            calls.add(call);
            futures.add(future);
            return future;
        }

        @Override
        public void execute(Runnable command) {
            throw new AssertionError("it wants calls");
        }

        @Override
        public void shutdown() {
            // nothing runs
        }

        @Override
        public List<Runnable> shutdownNow() {
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return false;
        }

        @Override
        public boolean isTerminated() {
            return false;
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return true;
        }
    }
}
