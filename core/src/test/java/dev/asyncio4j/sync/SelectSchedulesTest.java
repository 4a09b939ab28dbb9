// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.Explorer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Whatever the schedule, and whoever is cancelled where: an item that a select does not give is
/// still there.
@Tag("slow")
class SelectSchedulesTest {

    private static final Explorer EXPLORER =
            Explorer.defaults().withSchedules(10_000).withInjections(Explorer.Injection.CANCEL);

    @Test
    void items_ofTwoQueues_areGivenOnceOrLeft() {
        EXPLORER.explore(() -> async(SelectSchedulesTest::twoQueues));
    }

    private static void twoQueues() {
        Queue<Integer> one = new Queue<>(1);
        Queue<Integer> two = new Queue<>(2);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<?>> producers =
                List.of(createTask(producing(one, 0, put)), createTask(producing(two, 10, put)));
        List<Task<?>> consumers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            consumers.add(createTask(consuming(one, two, got)));
        }
        Scene.ended(producers);
        Scene.settle();
        consumers.forEach(task -> task.cancel());
        Scene.ended(consumers);
        while (!one.isEmpty() || !two.isEmpty()) {
            got.add(Select.firstNoWait(one.getting(), two.getting()));
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
        assertThat(one.statistics().getters() + two.statistics().getters()).isZero();
    }

    private static Coroutine<Void> producing(Queue<Integer> queue, int first, List<Integer> put) {
        return async(
                () -> {
                    for (int i = first; i < first + 4; i++) {
                        await(queue.put(i));
                        put.add(i);
                    }
                });
    }

    private static Coroutine<Void> consuming(
            Queue<Integer> one, Queue<Integer> two, List<Integer> got) {
        return async(
                () -> {
                    while (true) {
                        got.add(await(Select.any(one.getting(), two.getting())));
                    }
                });
    }

    @Test
    void room_ofTwoQueues_isFilledOnceOrLeft() {
        EXPLORER.explore(() -> async(SelectSchedulesTest::twoRooms));
    }

    private static void twoRooms() {
        Queue<Integer> one = new Queue<>(1);
        Queue<Integer> two = new Queue<>(1);
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        List<Task<?>> producers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            producers.add(createTask(puttingEither(one, two, 10 * i, put)));
        }
        List<Task<?>> consumers =
                List.of(createTask(taking(one, got)), createTask(taking(two, got)));
        Scene.ended(producers);
        Scene.settle();
        consumers.forEach(task -> task.cancel());
        Scene.ended(consumers);
        while (!one.isEmpty() || !two.isEmpty()) {
            got.add(Select.firstNoWait(one.getting(), two.getting()));
        }
        assertThat(got).containsExactlyInAnyOrderElementsOf(put);
    }

    private static Coroutine<Void> puttingEither(
            Queue<Integer> one, Queue<Integer> two, int first, List<Integer> put) {
        return async(
                () -> {
                    for (int i = first; i < first + 3; i++) {
                        await(Select.first(one.putting(i), two.putting(i)));
                        put.add(i);
                        await(sleep(0));
                    }
                });
    }

    private static Coroutine<Void> taking(Queue<Integer> queue, List<Integer> got) {
        return async(
                () -> {
                    while (true) {
                        got.add(await(queue.get()));
                    }
                });
    }

    @Test
    void locksAndPermits_areGivenBack() {
        EXPLORER.explore(() -> async(SelectSchedulesTest::locks));
    }

    private static void locks() {
        Lock lock = new Lock();
        Semaphore semaphore = new BoundedSemaphore(1);
        List<Task<?>> users = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            users.add(createTask(using(lock, semaphore)));
        }
        Scene.ended(users);
        assertThat(lock).hasToString("<Lock [unlocked]>");
        assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:1]>");
    }

    private static Coroutine<Void> using(Lock lock, Semaphore semaphore) {
        return async(
                () -> {
                    for (int i = 0; i < 2; i++) {
                        try (Held held =
                                await(Select.any(lock.acquiring(), semaphore.acquiring()))) {
                            assertThat(held).isNotNull();
                            await(sleep(0));
                        }
                    }
                });
    }
}
