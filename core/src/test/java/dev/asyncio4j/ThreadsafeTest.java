// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.runCoroutineThreadsafe;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD) // a lost result hangs
class ThreadsafeTest {
    final EventLoop loop = new EventLoop();
    final Thread runner = Thread.ofPlatform().start(loop::runForever);

    @AfterEach
    void stop() throws InterruptedException {
        if (!loop.isClosed()) {
            loop.callSoonThreadsafe(loop::stop);
        }
        runner.join();
        loop.close();
    }

    @Nested
    class RunCoroutineThreadsafe {
        @Test
        void runCoroutineThreadsafe_result_arrives() throws Exception {
            CompletableFuture<String> result =
                    runCoroutineThreadsafe(async(() -> await(sleep(0.001, "x"))), loop);

            assertThat(result.get()).isEqualTo("x");
        }

        @Test
        void runCoroutineThreadsafe_failure_isThatVeryObject() {
            IOException failure = new IOException("x");

            CompletableFuture<Void> result =
                    runCoroutineThreadsafe(
                            async(
                                    () -> {
                                        throw failure;
                                    }),
                            loop);

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(result::get)
                    .havingCause()
                    .isSameAs(failure);
        }

        @Test
        void cancel_result_cancelsTheTask() throws Exception {
            CountDownLatch begun = new CountDownLatch(1);
            CountDownLatch cancelled = new CountDownLatch(1);
            CompletableFuture<Void> result =
                    runCoroutineThreadsafe(
                            async(
                                    () -> {
                                        begun.countDown();
                                        try {
                                            await(sleep(60));
                                        } catch (CancelledError error) {
                                            cancelled.countDown();
                                            throw error;
                                        }
                                    }),
                            loop);
            begun.await();

            result.cancel(false);

            cancelled.await();
        }

        @Test
        void cancel_beforeItBegan_neverRuns() throws Exception {
            List<String> marks = new ArrayList<>();
            CountDownLatch goOn = new CountDownLatch(1);
            loop.callSoonThreadsafe(() -> awaitQuietly(goOn));
            Coroutine<Boolean> coroutine = async("unwanted", () -> marks.add("never"));
            CompletableFuture<Boolean> result = runCoroutineThreadsafe(coroutine, loop);

            result.cancel(false);
            goOn.countDown();
            loop.blockOn(sleep(0));

            assertThat(marks).isEmpty();
            assertThat(coroutine).hasToString("<Coroutine unwanted closed>");
        }

        @Test
        void cancelledTask_cancelsTheResult() {
            CompletableFuture<Void> result =
                    runCoroutineThreadsafe(
                            async(
                                    () -> {
                                        throw new CancelledError();
                                    }),
                            loop);

            assertThatExceptionOfType(java.util.concurrent.CancellationException.class)
                    .isThrownBy(result::get);
        }

        @Test
        void runCoroutineThreadsafe_closedLoop_isRefused() {
            EventLoop closed = new EventLoop();
            closed.close();

            assertThatIllegalStateException()
                    .isThrownBy(() -> runCoroutineThreadsafe(sleep(0), closed))
                    .withMessage("Event loop is closed");
        }

        @Test
        void await_resultOfAnotherLoop_works() {
            String result =
                    run(async(() -> await(runCoroutineThreadsafe(sleep(0.001, "x"), loop))));

            assertThat(result).isEqualTo("x");
        }
    }

    @Nested
    class BlockOn {
        @Test
        void blockOn_fromAnotherThread_givesTheResult() throws Exception {
            assertThat(loop.<String>blockOn(sleep(0.001, "x"))).isEqualTo("x");
        }

        @Test
        void blockOn_failure_isThatVeryObjectThoughChecked() {
            IOException failure = new IOException("x");

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(
                            () ->
                                    loop.blockOn(
                                            async(
                                                    () -> {
                                                        throw failure;
                                                    })))
                    .isSameAs(failure);
        }

        @Test
        void blockOn_cancelled_isACancelledError() {
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(
                            () ->
                                    loop.blockOn(
                                            async(
                                                    () -> {
                                                        throw new CancelledError();
                                                    })))
                    .withMessage(null);
        }

        @Test
        void blockOn_cancelledWithAMessage_keepsIt() {
            assertThatExceptionOfType(CancelledError.class)
                    .isThrownBy(
                            () ->
                                    loop.blockOn(
                                            async(
                                                    () -> {
                                                        currentTask().cancel("enough");
                                                        await(sleep(60));
                                                    })))
                    .withMessage("enough");
        }

        @Test
        void blockOn_exit_reachesBothTheThreadAndTheLoop() throws Exception {
            SystemExit exit = new SystemExit(3);
            EventLoop other = new EventLoop();
            List<Throwable> left = new ArrayList<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        try {
                                            other.runForever();
                                        } catch (SystemExit thrown) {
                                            left.add(thrown);
                                        }
                                    });

            assertThatExceptionOfType(SystemExit.class)
                    .isThrownBy(
                            () ->
                                    other.blockOn(
                                            async(
                                                    () -> {
                                                        await(sleep(0));
                                                        throw exit;
                                                    })))
                    .isSameAs(exit);

            thread.join();
            other.close();
            assertThat(left).containsExactly(exit);
        }

        @Test
        void blockOn_interrupted_cancelsTheTask() throws Exception {
            CountDownLatch cancelled = new CountDownLatch(1);
            Thread.currentThread().interrupt();

            assertThatExceptionOfType(InterruptedException.class)
                    .isThrownBy(
                            () ->
                                    loop.blockOn(
                                            async(
                                                    () -> {
                                                        try {
                                                            await(sleep(60));
                                                        } finally {
                                                            cancelled.countDown();
                                                        }
                                                    })));

            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            loop.blockOn(sleep(0));
        }

        @Test
        void blockOn_onTheLoopsOwnThread_refusesWithTheFix() {
            Coroutine<Void> coroutine = async("unwanted", () -> {});
            run(
                    async(
                            () ->
                                    assertThatIllegalStateException()
                                            .isThrownBy(
                                                    () -> EventLoop.running().blockOn(coroutine))
                                            .withMessage(
                                                    "blockOn would wait for the loop on the loop's"
                                                            + " own thread, for ever; use"
                                                            + " await(coroutine)")));

            assertThat(coroutine).hasToString("<Coroutine unwanted closed>");
        }

        @Test
        void blockOn_onAnotherLoopsThread_refusesWithTheFix() {
            run(
                    async(
                            () ->
                                    assertThatIllegalStateException()
                                            .isThrownBy(() -> loop.blockOn(sleep(0)))
                                            .withMessage(
                                                    "blockOn would stop the loop that runs here;"
                                                            + " use await(runCoroutineThreadsafe("
                                                            + "coroutine, loop))")));
        }

        @Tag("slow")
        @Test
        void blockOn_loopIsClosedMeanwhile_saysSo() throws Exception {
            EventLoop never = new EventLoop();
            Thread blocked = Thread.currentThread();
            Thread closer =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        while (blocked.getState() == Thread.State.RUNNABLE) {
                                            Thread.onSpinWait();
                                        }
                                        never.close();
                                    });

            assertThatIllegalStateException()
                    .isThrownBy(() -> never.blockOn(sleep(0)))
                    .withMessage("Event loop is closed");
            closer.join();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
