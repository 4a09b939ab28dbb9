// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.runInExecutor;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toCpu;
import static dev.asyncio4j.Asyncio.toInterruptibleThread;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.loop.Log;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost result hangs
class ThreadsTest {
    final ContextVar<String> var = ContextVar.withDefault("var", "default");
    final List<String> marks = new ArrayList<>();

    @Nested
    class ToThread {
        @Test
        void toThread_call_runsOnAVirtualThreadWhileTheLoopGoesOn() {
            CountDownLatch otherRan = new CountDownLatch(1);

            Thread thread =
                    run(
                            async(
                                    () -> {
                                        createTask(async(otherRan::countDown));
                                        return await(
                                                toThread(
                                                        () -> {
                                                            otherRan.await();
                                                            return Thread.currentThread();
                                                        }));
                                    }));

            assertThat(thread.isVirtual()).isTrue();
            assertThat(thread.getName()).startsWith("asyncio-thread-");
        }

        @Test
        void toThread_manyAtOnce_allComeBack() {
            List<Integer> results =
                    run(
                            async(
                                    () -> {
                                        List<Coroutine<Integer>> calls = new ArrayList<>();
                                        for (int i = 0; i < 500; i++) {
                                            int number = i;
                                            calls.add(
                                                    toThread(
                                                            () -> {
                                                                Thread.yield();
                                                                return number;
                                                            }));
                                        }
                                        return await(Asyncio.gather(calls));
                                    }));

            assertThat(results).hasSize(500).isSorted();
        }

        @Test
        void toThread_context_isACopy() {
            run(
                    async(
                            () -> {
                                var.set("mine");
                                marks.add(
                                        await(
                                                toThread(
                                                        () -> {
                                                            String seen = var.get();
                                                            var.set("theirs");
                                                            return seen;
                                                        })));
                                marks.add(var.get());
                            }));

            assertThat(marks).containsExactly("mine", "mine");
        }

        @Test
        void toThread_fails_thatVeryObjectComesOut() {
            IOException failure = new IOException("x");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    run(
                                            toThread(
                                                    () -> {
                                                        throw failure;
                                                    })))
                    .isSameAs(failure);
        }

        @Test
        void toThread_cancelled_callRunsOn() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch goOn = new CountDownLatch(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            run(
                    async(
                            () -> {
                                Task<Boolean> task =
                                        createTask(
                                                toThread(
                                                        () -> {
                                                            begun.countDown();
                                                            return waitFor(goOn, interrupted);
                                                        }));
                                await(toThread(() -> awaited(begun)));
                                task.cancel();
                                assertThatExceptionOfType(CancelledError.class)
                                        .isThrownBy(() -> await(task));
                                goOn.countDown();
                            }));

            assertThat(interrupted.get()).isFalse();
        }

        @Test
        void toInterruptibleThread_cancelled_interruptsTheCall() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            run(
                    async(
                            () -> {
                                Task<Boolean> task =
                                        createTask(
                                                toInterruptibleThread(
                                                        () -> {
                                                            begun.countDown();
                                                            return waitFor(
                                                                    new CountDownLatch(1),
                                                                    interrupted);
                                                        }));
                                await(toThread(() -> awaited(begun)));
                                task.cancel();
                                assertThatExceptionOfType(CancelledError.class)
                                        .isThrownBy(() -> await(task));
                            }));

            assertThat(interrupted.get()).isTrue();
        }

        @Test
        void toCpu_computation_runsOnAPlatformThreadInACopyOfTheContext() {
            run(
                    async(
                            () -> {
                                var.set("mine");
                                Thread thread =
                                        await(
                                                toCpu(
                                                        () -> {
                                                            assertThat(var.get()).isEqualTo("mine");
                                                            return Thread.currentThread();
                                                        }));
                                assertThat(thread.isVirtual()).isFalse();
                                assertThat(thread.isDaemon()).isTrue();
                                assertThat(thread.getName()).startsWith("asyncio-cpu-");
                            }));
        }
    }

    @Nested
    class RunInExecutor {
        @Test
        void runInExecutor_context_isNotCarriedOver() {
            String seen =
                    run(
                            async(
                                    () -> {
                                        var.set("mine");
                                        return await(runInExecutor(null, var::get));
                                    }));

            assertThat(seen).isEqualTo("default");
        }

        @Test
        void runInExecutor_ownExecutor_runsThere() {
            try (ExecutorService mine =
                    Executors.newSingleThreadExecutor(r -> new Thread(r, "mine"))) {
                String name =
                        run(
                                async(
                                        () ->
                                                await(
                                                        runInExecutor(
                                                                mine,
                                                                () ->
                                                                        Thread.currentThread()
                                                                                .getName()))));

                assertThat(name).isEqualTo("mine");
            }
        }

        @Test
        void runInExecutor_standsForWhatItIsToldTo() {
            WaitPoint sum = () -> "a sum";

            run(
                    async(
                            () -> {
                                Future<Integer> future = runInExecutor(null, () -> 2 + 2, sum);
                                assertThat(future.waitPoint()).isSameAs(sum);
                                assertThat(await(future)).isEqualTo(4);
                            }));
        }

        @Test
        void runInExecutor_rejected_saysSoAtOnce() {
            ExecutorService closed = Executors.newSingleThreadExecutor();
            closed.shutdown();

            run(
                    async(
                            () ->
                                    assertThatExceptionOfType(RejectedExecutionException.class)
                                            .isThrownBy(() -> runInExecutor(closed, () -> "x"))));
        }

        @Test
        void cancel_queuedCall_neverRuns() throws Exception {
            CountDownLatch goOn = new CountDownLatch(1);
            try (ExecutorService mine = Executors.newSingleThreadExecutor()) {
                run(
                        async(
                                () -> {
                                    Future<Void> running = runInExecutor(mine, () -> awaited(goOn));
                                    Future<Boolean> queued =
                                            runInExecutor(mine, () -> marks.add("never"));
                                    queued.cancel();
                                    await(sleep(0));
                                    goOn.countDown();
                                    await(running);
                                }));
            }

            assertThat(marks).isEmpty();
        }

        @Test
        void setDefaultExecutor_isUsedAndShutDown() {
            ExecutorService mine = Executors.newSingleThreadExecutor(r -> new Thread(r, "mine"));
            run(
                    async(
                            () -> {
                                EventLoop.running().setDefaultExecutor(mine);
                                marks.add(await(toThread(() -> Thread.currentThread().getName())));
                            }));

            assertThat(marks).containsExactly("mine");
            assertThat(mine.isTerminated()).isTrue();
        }
    }

    @Nested
    class Shutdown {
        @Test
        void shutdownDefaultExecutor_thenToThread_isRefused() {
            run(
                    async(
                            () -> {
                                EventLoop loop = EventLoop.running();
                                await(toThread(() -> "x"));
                                await(loop.shutdownDefaultExecutor());
                                await(loop.shutdownDefaultExecutor());
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> await(toThread(() -> "x")))
                                        .withMessage("Executor shutdown has been called");
                                assertThatIllegalStateException()
                                        .isThrownBy(() -> runInExecutor(null, () -> "x"))
                                        .withMessage("Executor shutdown has been called");
                            }));
        }

        @Test
        void shutdownDefaultExecutor_timeIsOver_warnsAndInterrupts() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
            try (Log log = new Log()) {
                run(
                        async(
                                () -> {
                                    EventLoop loop = EventLoop.running();
                                    loop.runInExecutor(
                                            null,
                                            () -> {
                                                begun.countDown();
                                                return waitFor(new CountDownLatch(1), interrupted);
                                            });
                                    await(toThread(() -> awaited(begun)));
                                    await(loop.shutdownDefaultExecutor(Duration.ofMillis(5)));
                                }));

                assertThat(log.messages())
                        .singleElement()
                        .asString()
                        .startsWith("The executor did not finish joining its threads within");
            }
            assertThat(interrupted.get()).isTrue();
        }

        @Test
        void shutdownDefaultExecutor_foreverAsALimit_isNoError() {
            run(
                    async(
                            () -> {
                                await(toThread(() -> "x"));
                                await(
                                        EventLoop.running()
                                                .shutdownDefaultExecutor(
                                                        Duration.ofSeconds(Long.MAX_VALUE)));
                            }));
        }
    }

    static Void awaited(CountDownLatch latch) throws InterruptedException {
        latch.await();
        return null;
    }

    private static boolean waitFor(CountDownLatch latch, CompletableFuture<Boolean> interrupted) {
        try {
            latch.await();
            interrupted.complete(false);
        } catch (InterruptedException expected) {
            interrupted.complete(true);
        }
        return true;
    }
}
