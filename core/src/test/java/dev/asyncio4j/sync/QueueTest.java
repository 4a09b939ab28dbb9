// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class QueueTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    private Task<?> getter(Queue<?> queue, String name) {
        return scene.begin(name, () -> scene.marks.add(name + " got " + await(queue.get())));
    }

    private <T> Task<?> putter(Queue<T> queue, T item) {
        return scene.begin("put " + item, () -> await(queue.put(item)));
    }

    private static <T> List<T> drain(Queue<T> queue) {
        List<T> all = new ArrayList<>();
        while (!queue.isEmpty()) {
            all.add(queue.getNoWait());
        }
        return all;
    }

    @Nested
    class Get {
        @Test
        void get_empty_waitsInOrder() {
            Queue<Integer> queue = new Queue<>();

            scene.run(
                    () -> {
                        getter(queue, "a");
                        getter(queue, "b");
                        turns(1);
                        await(queue.put(1));
                        await(queue.put(2));
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("a got 1", "a", "b got 2", "b");
        }

        @Test
        void get_itemTakenByAnother_waitsAgain() {
            Queue<Integer> queue = new Queue<>();

            scene.run(
                    () -> {
                        getter(queue, "slow");
                        turns(1);
                        queue.putNoWait(1);
                        assertThat(await(queue.get())).isEqualTo(1);
                        turns(2);
                        assertThat(scene.marks).isEmpty();
                        queue.putNoWait(2);
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("slow got 2", "slow");
        }

        @Test
        void cancel_aWokenGetter_leavesTheItemToTheNext() {
            Queue<Integer> queue = new Queue<>();

            scene.run(
                    () -> {
                        Task<?> first = getter(queue, "first");
                        getter(queue, "second");
                        turns(1);
                        queue.putNoWait(1);
                        first.cancel();
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly("first CancelledError", "second got 1", "second");
        }

        @Test
        void getNoWait_empty_isRefused() {
            assertThatExceptionOfType(QueueEmpty.class)
                    .isThrownBy(() -> new Queue<>().getNoWait())
                    .withMessage(null);
        }

        @Test
        void get_null_isAnItem() {
            Queue<String> queue = new Queue<>();
            queue.putNoWait(null);

            assertThat(queue.isEmpty()).isFalse();
            assertThat(queue.getNoWait()).isNull();
        }
    }

    @Nested
    class Put {
        @Test
        void put_full_waitsInOrder() {
            Queue<Integer> queue = new Queue<>(1);

            scene.run(
                    () -> {
                        putter(queue, 1);
                        putter(queue, 2);
                        putter(queue, 3);
                        turns(1);
                        assertThat(scene.marks).containsExactly("put 1");
                        assertThat(queue.putters()).hasSize(2);
                        for (int i = 1; i <= 3; i++) {
                            assertThat(await(queue.get())).isEqualTo(i);
                        }
                        scene.join();
                    });
        }

        @Test
        void cancel_aWokenPutter_leavesTheRoomToTheNext() {
            Queue<Integer> queue = new Queue<>(1);

            scene.run(
                    () -> {
                        await(queue.put(0));
                        Task<?> first = putter(queue, 1);
                        putter(queue, 2);
                        turns(1);
                        queue.getNoWait();
                        first.cancel();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("put 1 CancelledError", "put 2");
            assertThat(drain(queue)).containsExactly(2);
        }

        @Test
        void put_refusedAfterWaiting_leavesTheRoomToTheNext() {
            Queue<Object> queue = new PriorityQueue<>(2);

            scene.run(
                    () -> {
                        await(queue.put(1));
                        await(queue.put(2));
                        putter(queue, "text");
                        putter(queue, 3);
                        turns(1);
                        queue.getNoWait();
                        scene.join();
                    });

            assertThat(scene.marks).containsExactly("put text ClassCastException", "put 3");
            assertThat(drain(queue)).containsExactly(2, 3);
        }

        @Test
        void putNoWait_full_isRefusedAndHarmsNothing() {
            Queue<Integer> queue = new Queue<>(1);
            queue.putNoWait(1);

            assertThatExceptionOfType(QueueFull.class)
                    .isThrownBy(() -> queue.putNoWait(2))
                    .withMessage(null);

            assertThat(drain(queue)).containsExactly(1);
        }

        @Test
        void maxsize_zeroOrLess_isNoLimit() {
            for (int maxsize : new int[] {0, -1}) {
                Queue<Integer> queue = new Queue<>(maxsize);
                for (int i = 0; i < 5000; i++) {
                    queue.putNoWait(i);
                }
                assertThat(queue.isFull()).isFalse();
                assertThat(queue.maxsize()).isEqualTo(maxsize);
                assertThat(queue.qsize()).isEqualTo(5000);
                assertThat(drain(queue)).isSorted().hasSize(5000);
            }
        }
    }

    @Nested
    class Join {
        @Test
        void join_waitsUntilAllAreDone() {
            Queue<Integer> queue = new Queue<>();

            scene.run(
                    () -> {
                        queue.putNoWait(1);
                        queue.putNoWait(2);
                        scene.begin("join", () -> await(queue.join()));
                        turns(1);
                        assertThat(queue.waiters()).isEqualTo(scene.tasks);
                        drain(queue);
                        queue.taskDone();
                        turns(2);
                        assertThat(scene.marks).isEmpty();
                        queue.taskDone();
                        scene.join();
                        await(queue.join());
                    });

            assertThat(scene.marks).containsExactly("join");
        }

        @Test
        void taskDone_tooOften_isRefusedAndHarmsNothing() {
            Queue<Integer> queue = new Queue<>();
            queue.putNoWait(1);
            queue.taskDone();

            assertThatIllegalArgumentException()
                    .isThrownBy(queue::taskDone)
                    .withMessage("task_done() called too many times");

            queue.putNoWait(2);
            queue.taskDone();
            scene.run(() -> await(queue.join()));
        }
    }

    @Nested
    class Shutdown {
        @Test
        void shutdown_letsTheRestBeTaken() {
            Queue<Integer> queue = new Queue<>();
            queue.putNoWait(1);

            queue.shutdown();
            queue.shutdown();

            scene.run(
                    () -> {
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> await(queue.put(2)));
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> queue.putNoWait(2));
                        assertThat(await(queue.get())).isEqualTo(1);
                        assertThatExceptionOfType(QueueShutDown.class)
                                .isThrownBy(() -> await(queue.get()));
                        assertThatExceptionOfType(QueueShutDown.class).isThrownBy(queue::getNoWait);
                        queue.taskDone();
                        await(queue.join());
                    });
            assertThat(queue).hasToString("<Queue maxsize=0 shutdown>");
        }

        @Test
        void shutdown_wakesAllWhoWait() {
            Queue<Integer> empty = new Queue<>();
            Queue<Integer> full = new Queue<>(1);
            full.putNoWait(0);

            scene.run(
                    () -> {
                        getter(empty, "a");
                        getter(empty, "b");
                        putter(full, 1);
                        putter(full, 2);
                        turns(1);
                        empty.shutdown();
                        full.shutdown();
                        scene.join();
                    });

            assertThat(scene.marks)
                    .containsExactly(
                            "a QueueShutDown",
                            "b QueueShutDown",
                            "put 1 QueueShutDown",
                            "put 2 QueueShutDown");
        }

        @Test
        void shutdown_immediate_dropsTheRestAndCountsItAsDone() {
            Queue<Integer> queue = new Queue<>();
            List.of(1, 2, 3).forEach(queue::putNoWait);

            scene.run(
                    () -> {
                        queue.getNoWait();
                        scene.begin("join", () -> await(queue.join()));
                        turns(1);
                        queue.shutdown(true);
                        assertThat(queue.statistics())
                                .isEqualTo(new Queue.Statistics(0, 0, 1, 0, 0, true));
                        turns(2);
                        assertThat(scene.marks).isEmpty();
                        queue.taskDone();
                        scene.join();
                    });
        }
    }

    @Test
    void toString_saysWhatIsInItAndWhoWaits() {
        Queue<String> queue = new Queue<>(2);

        scene.run(
                () -> {
                    Task<?> getter = getter(queue, "g");
                    turns(1);
                    assertThat(queue).hasToString("<Queue maxsize=2 _getters[1]>");
                    assertThat(queue.getters()).isEqualTo(List.of(getter));
                    await(queue.put("w"));
                    scene.join();
                    await(queue.put("x"));
                    await(queue.put("y"));
                    Task<?> putter = putter(queue, "z");
                    turns(1);
                    assertThat(queue)
                            .hasToString("<Queue maxsize=2 _queue=[x, y] _putters[1] tasks=3>");
                    assertThat(queue.statistics())
                            .isEqualTo(new Queue.Statistics(2, 2, 3, 0, 1, false));
                    assertThat(queue.waiters()).isEqualTo(List.of(putter));
                    queue.getNoWait();
                    scene.join();
                });
    }

    @Test
    void lifo_givesTheNewestFirst() {
        Queue<Integer> queue = new LifoQueue<>(3);
        List.of(1, 2, 3).forEach(queue::putNoWait);

        assertThat(queue.isFull()).isTrue();
        assertThat(queue).hasToString("<LifoQueue maxsize=3 _queue=[1, 2, 3] tasks=3>");
        assertThat(drain(queue)).containsExactly(3, 2, 1);
        assertThat(new LifoQueue<>()).hasToString("<LifoQueue maxsize=0>");
    }
}
