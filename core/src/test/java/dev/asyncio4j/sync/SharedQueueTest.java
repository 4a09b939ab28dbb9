// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.testing.Explorer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The queue as tasks see it; threads have [SharedThreadsTest].
class SharedQueueTest {
    private final Scene scene = new Scene();
    private final SharedQueue<String> queue = new SharedQueue<>(1);

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> getter(String name) {
        return scene.begin(name, () -> scene.marks.add(name + " got " + await(queue.get())));
    }

    private Task<?> putter(String item) {
        return scene.begin("put " + item, () -> await(queue.put(item)));
    }

    @Nested
    class Tasks {
        @Test
        void get_empty_waitsInOrder() {
            scene.run(
                    () -> {
                        getter("a");
                        getter("b");
                        turns(1);
                        assertThat(queue.waiters()).isEqualTo(scene.tasks);
                        await(queue.put("1"));
                        queue.putNoWait("2");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a got 1", "a", "b got 2", "b");
        }

        @Test
        void put_full_waitsInOrder() {
            scene.run(
                    () -> {
                        putter("1");
                        putter("2");
                        putter("3");
                        turns(1);
                        assertThat(scene.marks).containsExactly("put 1");
                        assertThat(await(queue.get())).isEqualTo("1");
                        assertThatExceptionOfType(QueueFull.class)
                                .as("2 has the room, though its task has not run")
                                .isThrownBy(() -> queue.putNoWait("4"));
                        assertThat(await(queue.get())).isEqualTo("2");
                        assertThat(queue.getNoWait()).isEqualTo("3");
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("put 1", "put 2", "put 3");
        }

        @Test
        void noWait_impossible_isRefused() {
            assertThatExceptionOfType(QueueEmpty.class).isThrownBy(queue::getNoWait);
            queue.putNoWait("a");
            assertThatExceptionOfType(QueueFull.class).isThrownBy(() -> queue.putNoWait("b"));
            assertThat(queue.isFull()).isTrue();
            assertThat(queue.getNoWait()).isEqualTo("a");
            assertThat(queue.isEmpty()).isTrue();
        }

        @Test
        void put_null_isAnItem() {
            queue.putNoWait(null);

            assertThat(queue.qsize()).isEqualTo(1);
            assertThat(queue.getNoWait()).isNull();
        }

        @Test
        void tasksOfTwoLoops_handOver() {
            try (Scene other = new Scene()) {
                other.run(
                        () -> {
                            other.begin("other", () -> other.marks.add(await(queue.get())));
                            turns(1);
                        });
                scene.run(() -> await(queue.put("a")));
                other.run(other::join);
                assertThat(other.marks).containsExactly("a", "other");
            }
        }

        @Test
        void close_aLoopWithAServedTask_givesTheItemBack() {
            Scene other = new Scene();
            List<String> reports = new ArrayList<>();
            other.loop.setExceptionHandler((loop, fault) -> reports.add(fault.message()));
            other.run(
                    () -> {
                        createTask(queue.get());
                        createTask(queue.get());
                        turns(1);
                    });
            queue.putNoWait("a");
            other.close();

            assertThat(reports)
                    .containsExactly(
                            "Task was destroyed but it is pending!",
                            "Task was destroyed but it is pending!");
            assertThat(queue).hasToString("<SharedQueue maxsize=1 size=1 getters=0 putters=0>");
            assertThat(queue.getNoWait()).isEqualTo("a");
        }
    }

    @Nested
    class Cancelling {
        @Test
        void cancel_whileGetting_hasTakenNothing() {
            scene.run(
                    () -> {
                        Task<?> first = getter("first");
                        getter("second");
                        turns(1);
                        first.cancel();
                        queue.putNoWait("a");
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("first CancelledError", "second got a", "second");
        }

        @Test
        void cancel_whoWasServed_hasItsItem() {
            scene.run(
                    () -> {
                        Task<?> first = getter("first");
                        turns(1);
                        queue.putNoWait("a");
                        first.cancel();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("first got a", "first");
        }

        @Test
        void cancel_whilePutting_hasNotPut() {
            queue.putNoWait("full");

            scene.run(
                    () -> {
                        Task<?> task = putter("a");
                        putter("b");
                        turns(1);
                        task.cancel();
                        assertThat(await(queue.get())).isEqualTo("full");
                        scene.join();
                        assertThat(queue.getNoWait()).isEqualTo("b");
                    });

            assertThat(scene.marks).containsExactly("put a CancelledError", "put b");
        }
    }

    @Nested
    class Ending {
        @Test
        void shutdown_letsWhatIsInItBeTaken() {
            scene.run(
                    () -> {
                        queue.putNoWait("a");
                        putter("b");
                        turns(1);
                        queue.shutdown();
                        scene.join();
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> queue.putNoWait("c"));
                        assertThat(await(queue.get())).isEqualTo("a");
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> await(queue.get()));
                        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(queue::getNoWait);
                    });

            assertThat(scene.marks).containsExactly("put b QueueShutDown");
        }

        @Test
        void shutdown_immediate_dropsIt() {
            queue.putNoWait("a");

            queue.shutdown(true);

            assertThatExceptionOfType(QueueShutDown.class).isThrownBy(queue::getNoWait);
            assertThat(queue)
                    .hasToString("<SharedQueue maxsize=1 size=0 getters=0 putters=0 shutdown>");
        }

        @Test
        void shutdown_whileTasksGet_failsThose() {
            scene.run(
                    () -> {
                        getter("a");
                        turns(1);
                        queue.shutdown();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a QueueShutDown");
        }
    }

    @Test
    void blocking_onALoop_isRefusedAndNamesTheRightCall() {
        scene.run(
                () -> {
                    assertThatIllegalStateException()
                            .isThrownBy(queue::getBlocking)
                            .withMessage(
                                    "getBlocking() would stop the loop that runs here; use"
                                            + " await(queue.get())");
                    assertThatIllegalStateException()
                            .isThrownBy(() -> queue.putBlocking("a"))
                            .withMessage(
                                    "putBlocking(item) would stop the loop that runs here; use"
                                            + " await(queue.put(item))");
                    await(queue.put("a"));
                    assertThat(await(queue.get())).isEqualTo("a");
                });
    }

    @Test
    void blocking_timeOver_hasDoneNothing() throws InterruptedException {
        assertThatExceptionOfType(TimeoutError.class)
                .isThrownBy(() -> queue.getBlocking(Duration.ZERO))
                .withMessage("not within PT0S");
        queue.putBlocking("a", Duration.ZERO);
        assertThatExceptionOfType(TimeoutError.class)
                .isThrownBy(() -> queue.putBlocking("b", Duration.ofMillis(1)));
        assertThatNullPointerException()
                .isThrownBy(() -> queue.putBlocking("b", null))
                .withMessage("timeout");

        assertThat(queue.getBlocking()).isEqualTo("a");
        assertThat(queue).hasToString("<SharedQueue maxsize=1 size=0 getters=0 putters=0>");
    }

    @Test
    void blocking_interruptedBefore_hasDoneNothing() {
        queue.putNoWait("a");
        Thread.currentThread().interrupt();

        assertThatExceptionOfType(InterruptedException.class).isThrownBy(queue::getBlocking);

        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(queue.getNoWait()).isEqualTo("a");
    }

    @Test
    void statistics_sayHowItIs() {
        scene.run(
                () -> {
                    putter("a");
                    putter("b");
                    turns(1);
                    assertThat(queue.statistics())
                            .isEqualTo(new SharedQueue.Statistics(1, 1, 1, 0, 1, false));
                    assertThat(queue.maxsize()).isEqualTo(1);
                    queue.shutdown(true);
                    scene.join();
                    assertThat(queue.statistics())
                            .isEqualTo(new SharedQueue.Statistics(0, 1, 0, 0, 0, true));
                });
    }

    @Test
    @Tag("slow")
    void items_underAnySchedule_areGotOnce() {
        Explorer.defaults()
                .withSchedules(10_000)
                .withInjections(Explorer.Injection.CANCEL)
                .explore(() -> async(SharedQueueTest::program));
    }

    private static void program() {
        SharedQueue<Integer> queue = new SharedQueue<>(1);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<?>> producers = new ArrayList<>();
        List<Task<?>> consumers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            producers.add(createTask(producing(queue, 10 * i, put)));
            consumers.add(createTask(consuming(queue, got)));
        }
        Scene.ended(producers);
        queue.shutdown();
        Scene.ended(consumers);
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
    }

    private static Coroutine<Void> producing(
            SharedQueue<Integer> queue, int first, List<Integer> put) {
        return async(
                () -> {
                    for (int i = first; i < first + 4; i++) {
                        await(queue.put(i));
                        put.add(i);
                    }
                });
    }

    private static Coroutine<Void> consuming(SharedQueue<Integer> queue, List<Integer> got) {
        return async(
                () -> {
                    try {
                        while (true) {
                            got.add(await(queue.get()));
                            await(sleep(0));
                        }
                    } catch (QueueShutDown end) {
                        return;
                    }
                });
    }
}
