// SPDX-License-Identifier: Apache-2.0
package it;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.junit.AsyncTest;
import dev.asyncio4j.junit.Schedules;
import dev.asyncio4j.sync.Barrier;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.Semaphore;
import dev.asyncio4j.testing.Explorer.Injection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;

/// What locks and queues promise, under many schedules, and with a cancellation at each await.
@Schedules(300)
class SyncUnderSchedulesTest {

    @Nested
    @Schedules(value = 500, inject = Injection.CANCEL)
    class OfALock {
        private final Lock lock = new Lock();
        private int inside;

        private Coroutine<Void> user() {
            return async(
                    () -> {
                        await(lock.acquire());
                        try {
                            assertThat(++inside).isEqualTo(1);
                            await(sleep(0.001));
                        } finally {
                            inside--;
                            lock.release();
                        }
                    });
        }

        @AfterEach
        void isFree() {
            assertThat(lock.isLocked()).isFalse();
        }

        @AsyncTest
        void oneAtATime() {
            await(
                    taskGroup(
                            group -> {
                                for (int i = 0; i < 4; i++) {
                                    group.createTask(user());
                                }
                            }));
        }
    }

    @Nested
    @Schedules(value = 500, inject = Injection.CANCEL)
    class OfASemaphore {
        private final Semaphore pool = new Semaphore(2);
        private int inside;

        private Coroutine<Void> user() {
            return async(
                    () -> {
                        await(pool.acquire());
                        try {
                            inside++;
                            assertThat(inside).isLessThanOrEqualTo(2);
                            await(sleep(0.001));
                        } finally {
                            inside--;
                            pool.release();
                        }
                    });
        }

        @AfterEach
        void hasAllPermits() {
            assertThat(pool.statistics().value()).isEqualTo(2);
        }

        @AsyncTest
        void neverTooMany() {
            await(
                    taskGroup(
                            group -> {
                                for (int i = 0; i < 5; i++) {
                                    group.createTask(user());
                                }
                            }));
        }
    }

    @AsyncTest
    void queue_losesNothing_andKeepsTheOrderOfEachProducer() {
        var queue = new Queue<Integer>(2);
        var taken = new ArrayList<Integer>();
        await(
                taskGroup(
                        group -> {
                            for (int producer = 0; producer < 3; producer++) {
                                int first = producer * 10;
                                group.createTask(async(() -> putFour(queue, first)));
                            }
                            for (int consumer = 0; consumer < 2; consumer++) {
                                group.createTask(async(() -> takeSix(queue, taken)));
                            }
                        }));

        assertThat(taken)
                .containsExactlyInAnyOrder(0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23)
                .containsSubsequence(0, 1, 2, 3)
                .containsSubsequence(10, 11, 12, 13)
                .containsSubsequence(20, 21, 22, 23);
    }

    private static void putFour(Queue<Integer> queue, int first) {
        for (int i = 0; i < 4; i++) {
            await(queue.put(first + i));
        }
    }

    private static void takeSix(Queue<Integer> queue, List<Integer> taken) {
        for (int i = 0; i < 6; i++) {
            taken.add(await(queue.get()));
            queue.taskDone();
        }
    }

    @AsyncTest
    void queue_join_waitsUntilAllIsDone() {
        var queue = new Queue<Integer>();
        var done = new ArrayList<Integer>();
        List<Task<Void>> workers =
                IntStream.range(0, 3)
                        .mapToObj(i -> createTask(async(() -> work(queue, done))))
                        .toList();
        for (int i = 0; i < 6; i++) {
            await(queue.put(i));
        }
        await(queue.join());

        assertThat(done).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5);
        workers.forEach(Task::cancel);
    }

    private static void work(Queue<Integer> queue, List<Integer> done) {
        while (true) {
            int item = await(queue.get());
            await(sleep(0.001));
            done.add(item);
            queue.taskDone();
        }
    }

    @AsyncTest
    void event_wakesAll_whenEverTheyCome() {
        var event = new Event();
        var woken = new ArrayList<Integer>();
        await(
                taskGroup(
                        group -> {
                            for (int i = 0; i < 4; i++) {
                                int number = i;
                                group.createTask(
                                        async(
                                                () -> {
                                                    await(sleep(number % 2 == 0 ? 0 : 0.001));
                                                    await(event.waitOn());
                                                    woken.add(number);
                                                }));
                            }
                            group.createTask(async(event::set));
                        }));

        assertThat(woken).containsExactlyInAnyOrder(0, 1, 2, 3);
    }

    @AsyncTest
    void condition_isNeverMissed() {
        var condition = new Condition();
        var items = new ArrayList<Integer>();
        var taken = new ArrayList<Integer>();
        Coroutine<Void> taker =
                async(
                        () ->
                                await(
                                        condition.use(
                                                () -> {
                                                    while (taken.size() < 3) {
                                                        await(
                                                                condition.waitFor(
                                                                        () -> !items.isEmpty()));
                                                        taken.add(items.removeFirst());
                                                    }
                                                })));
        Task<Void> takes = createTask(taker);
        for (int i = 0; i < 3; i++) {
            int item = i;
            await(
                    condition.use(
                            () -> {
                                items.add(item);
                                condition.notify(1);
                            }));
        }
        await(takes);

        assertThat(taken).containsExactly(0, 1, 2);
    }

    @AsyncTest
    void barrier_letsNobodyThroughAlone() {
        var barrier = new Barrier(3);
        int[] arrived = {0};
        List<Coroutine<Integer>> parties = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            parties.add(
                    async(
                            () -> {
                                arrived[0]++;
                                int place = await(barrier.waitOn());
                                assertThat(arrived[0]).isEqualTo(3);
                                return place;
                            }));
        }

        assertThat(await(gather(parties))).containsExactlyInAnyOrder(0, 1, 2);
    }
}
