// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventLoopCloseTest {
    static final String PENDING = "Task was destroyed but it is pending!";

    final List<String> marks = new ArrayList<>();
    final List<Fault> faults = new ArrayList<>();
    final List<Thread> strands = new ArrayList<>();
    final EventLoop loop = new EventLoop(VirtualTime.options());

    EventLoopCloseTest() {
        loop.setExceptionHandler((here, fault) -> faults.add(fault));
    }

    @Test
    void close_pendingTask_isReportedAndItsFinallyRuns() {
        Task<Void> task = loop.createTask(sleeping("a"));
        turn();

        loop.close();

        assertThat(faults).extracting(Fault::message).containsExactly(PENDING);
        assertThat(faults.getFirst().context()).containsEntry("task", task);
        assertThat(marks).containsExactly("a began", "a GeneratorExit", "a finally");
        assertThat(task.isDone()).isFalse();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void close_severalPendingTasks_inOrderOfCreation() {
        loop.createTask(sleeping("a"));
        loop.createTask(sleeping("b"));
        turn();
        marks.clear();

        loop.close();

        assertThat(marks)
                .containsExactly("a GeneratorExit", "a finally", "b GeneratorExit", "b finally");
    }

    @Test
    void close_taskThatNeverBegan_itsBodyNeverRuns() {
        Coroutine<Void> coroutine = sleeping("a");
        loop.createTask(coroutine);

        loop.close();

        assertThat(faults).extracting(Fault::message).containsExactly(PENDING);
        assertThat(marks).isEmpty();
        assertThat(coroutine.toString()).endsWith("closed>");
    }

    @Test
    void close_pendingTasks_leaveNoThread() throws Exception {
        loop.createTask(sleeping("a"));
        turn();

        loop.close();

        assertThat(strands).hasSize(1);
        strands.getFirst().join(1_000);
        assertThat(strands.getFirst().isAlive()).isFalse();
    }

    @Test
    void close_taskAwaitsInItsFinally_isReported() {
        loop.createTask(
                async(
                        () -> {
                            try {
                                await(sleep(10));
                            } finally {
                                await(sleep(10));
                            }
                        }));
        turn();

        loop.close();

        assertThat(faults)
                .extracting(Fault::message)
                .containsExactly(PENDING, "Exception while closing a pending task");
        assertThat(faults.getLast().exception())
                .hasMessage("coroutine ignored GeneratorExit: it awaited while being closed");
    }

    @Test
    void close_taskThatCatchesEverythingForEver_isLeftAndReported() {
        loop.createTask(
                async(
                        () -> {
                            while (true) {
                                try {
                                    await(sleep(10));
                                } catch (Throwable caught) {
                                    marks.add("goes on");
                                }
                            }
                        }));
        turn();

        loop.close();

        assertThat(loop.isClosed()).isTrue();
        assertThat(faults.getLast().exception()).hasMessage("coroutine ignored GeneratorExit");
    }

    @Test
    void close_taskFailsInItsFinally_isReported() {
        RuntimeException failure = new RuntimeException("x");
        loop.createTask(
                async(
                        () -> {
                            try {
                                await(sleep(10));
                            } catch (GeneratorExit closed) {
                                throw failure;
                            }
                        }));
        turn();

        loop.close();

        assertThat(faults.getLast().exception()).isSameAs(failure);
    }

    @Test
    void close_taskMadeByAFinally_isClosedToo() {
        loop.createTask(
                async(
                        () -> {
                            try {
                                await(sleep(10));
                            } finally {
                                createTask(sleeping("heir"));
                            }
                        }));
        turn();

        loop.close();

        assertThat(faults).extracting(Fault::message).containsExactly(PENDING, PENDING);
        assertThat(marks).isEmpty();
        assertThat(loop.allTasks()).isEmpty();
    }

    @Test
    void close_onAVirtualThread_closesPendingTasksToo() throws Exception {
        loop.createTask(sleeping("a"));
        turn();
        List<Throwable> failures = new ArrayList<>();

        Thread.ofVirtual()
                .start(
                        () -> {
                            try {
                                loop.close();
                            } catch (Throwable failure) {
                                failures.add(failure);
                            }
                        })
                .join();

        assertThat(failures).isEmpty();
        assertThat(marks).endsWith("a GeneratorExit", "a finally");
        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void close_failureNobodyLookedAt_isReported() {
        Future<Void> future = loop.createFuture();
        future.setException(new RuntimeException("x"));

        loop.close();

        assertThat(faults)
                .extracting(Fault::message)
                .containsExactly("Future exception was never retrieved");
    }

    @Test
    void close_handlerThrowsAnExit_leavesAClosedLoop() {
        loop.setExceptionHandler(
                (here, fault) -> {
                    throw new SystemExit(1);
                });
        loop.createTask(sleeping("a"));
        turn();

        assertThatExceptionOfType(SystemExit.class).isThrownBy(loop::close);

        assertThat(loop.isClosed()).isTrue();
    }

    @Test
    void close_whileRunning_isRefused() {
        loop.runUntilComplete(
                async(
                        () ->
                                assertThatIllegalStateException()
                                        .isThrownBy(loop::close)
                                        .withMessage("Cannot close a running event loop")));

        assertThat(loop.isClosed()).isFalse();
        loop.close();
    }

    private void turn() {
        loop.stop();
        loop.runForever();
    }

    private Coroutine<Void> sleeping(String name) {
        return async(
                () -> {
                    strands.add(Thread.currentThread());
                    marks.add(name + " began");
                    try {
                        await(sleep(10));
                    } catch (Throwable thrown) {
                        marks.add(name + " " + thrown.getClass().getSimpleName());
                        throw thrown;
                    } finally {
                        marks.add(name + " finally");
                    }
                });
    }
}
