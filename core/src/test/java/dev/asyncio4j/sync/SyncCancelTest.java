// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.sync.Scene.settle;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.loop.Choices.Injection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A cancellation, or a failure, at every await of a program, one after the other, of the task that
/// awaits and of any other: no permit, no item and no wake-up is lost, and the primitive works
/// afterwards.
class SyncCancelTest {
    private static final Injection CANCEL = new Injection.Cancel("injected");
    private static final int NOBODY = -1;
    private static final Injection FAIL = new Injection.Raise(new Scene.InjectedFailure());

    /// Runs the program again and again, until it has fewer awaits than the one to be disturbed.
    private static void everywhere(Injection injection, Consumer<Scene> program) {
        int at = 1;
        while (disturbed(at, injection, NOBODY, program)) {
            at++;
        }
        assertThat(at).as("awaits").isGreaterThan(10);
    }

    /// Cancels each task whenever any task awaits: also when it was woken, and has not run yet.
    private static void anyone(int tasks, Consumer<Scene> program) {
        for (int victim = 0; victim < tasks; victim++) {
            int at = 1;
            while (disturbed(at, null, victim, program)) {
                at++;
            }
        }
    }

    /// Whether there was such an await.
    private static boolean disturbed(
            int at, Injection injection, int victim, Consumer<Scene> program) {
        Scene.Disturbing disturbing = new Scene.Disturbing(at, injection);
        try (Scene scene = new Scene(disturbing)) {
            disturbing.meanwhile =
                    () -> {
                        if (victim >= 0 && victim < scene.tasks.size()) {
                            scene.tasks.get(victim).cancel();
                        }
                    };
            program.accept(scene);
        } catch (Throwable failure) {
            throw new AssertionError(
                    injection + " at await " + at + ", task " + victim + " cancelled", failure);
        }
        return disturbing.awaits >= at;
    }

    @Test
    void lock_disturbedAnywhere_isFreeAtTheEnd() {
        everywhere(CANCEL, SyncCancelTest::lock);
        everywhere(FAIL, SyncCancelTest::lock);
        anyone(4, SyncCancelTest::lock);
    }

    private static void lock(Scene scene) {
        Lock lock = new Lock();
        int[] inside = new int[1];
        scene.run(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        int number = i;
                        scene.begin(
                                "user",
                                () -> {
                                    for (int round = 0; round < 2; round++) {
                                        try (var held = await(lock.acquire())) {
                                            assertThat(held).isNotNull();
                                            assertThat(++inside[0]).isEqualTo(1);
                                            try {
                                                await(sleep(number % 2));
                                            } finally {
                                                inside[0]--;
                                            }
                                        }
                                    }
                                });
                    }
                    scene.join();
                    assertThat(lock).hasToString("<Lock [unlocked]>");
                    assertThat(scene.marks).doesNotContain("user AssertionError");
                });
    }

    @Test
    void semaphore_disturbedAnywhere_hasAllPermitsAtTheEnd() {
        everywhere(CANCEL, SyncCancelTest::semaphore);
        everywhere(FAIL, SyncCancelTest::semaphore);
        anyone(6, SyncCancelTest::semaphore);
    }

    private static void semaphore(Scene scene) {
        Semaphore semaphore = new BoundedSemaphore(2);
        int[] inside = new int[1];
        scene.run(
                () -> {
                    for (int i = 0; i < 6; i++) {
                        int number = i;
                        scene.begin(
                                "user",
                                () ->
                                        await(
                                                semaphore.use(
                                                        () -> {
                                                            assertThat(++inside[0]).isLessThan(3);
                                                            try {
                                                                await(sleep(number % 2));
                                                            } finally {
                                                                inside[0]--;
                                                            }
                                                        })));
                    }
                    scene.join();
                    assertThat(semaphore).hasToString("<BoundedSemaphore [unlocked, value:2]>");
                    assertThat(scene.marks).doesNotContain("user AssertionError");
                });
    }

    @Test
    void event_disturbedAnywhere_wakesTheOthers() {
        everywhere(CANCEL, SyncCancelTest::event);
        everywhere(FAIL, SyncCancelTest::event);
    }

    private static void event(Scene scene) {
        Event event = new Event();
        scene.run(
                () -> {
                    for (int i = 0; i < 10; i++) {
                        scene.begin("waiter", () -> await(event.waitOn()));
                    }
                    settle();
                    event.set();
                    scene.join();
                    assertThat(event).hasToString("<Event [set]>");
                    assertThat(scene.marks.stream().filter("waiter"::equals).count())
                            .isGreaterThanOrEqualTo(9);
                });
    }

    @Test
    void condition_disturbedAnywhere_losesNoNotification() {
        everywhere(CANCEL, SyncCancelTest::condition);
        anyone(6, SyncCancelTest::condition);
    }

    private static void condition(Scene scene) {
        Condition condition = new Condition();
        int[] items = new int[1];
        scene.run(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        scene.begin(
                                "taker",
                                () ->
                                        await(
                                                condition.use(
                                                        () -> {
                                                            await(
                                                                    condition.waitFor(
                                                                            () -> items[0] > 0));
                                                            items[0]--;
                                                            await(sleep(0));
                                                        })));
                    }
                    for (int i = 0; i < 2; i++) {
                        scene.begin(
                                "giver", () -> await(condition.use(() -> give(condition, items))));
                    }
                    settle();
                    settle();
                    assertThat(items[0] > 0 && !condition.waiters().isEmpty())
                            .as("%d items are there, and %s wait", items[0], condition.waiters())
                            .isFalse();
                    assertThat(condition.isLocked()).isFalse();
                    condition.lock().take();
                    items[0] += 4;
                    condition.notifyAllWaiters();
                    condition.release();
                    scene.join();
                    assertThat(condition).hasToString("<Condition [unlocked]>");
                });
    }

    private static void give(Condition condition, int[] items) {
        items[0]++;
        condition.notify(1);
        await(sleep(0));
    }

    @Test
    void barrier_disturbedAnywhere_canBeReset() {
        everywhere(CANCEL, SyncCancelTest::barrier);
        anyone(6, SyncCancelTest::barrier);
    }

    private static void barrier(Scene scene) {
        Barrier barrier = new Barrier(3);
        scene.run(
                () -> {
                    for (int i = 0; i < 6; i++) {
                        scene.begin("party", () -> await(barrier.waitOn()));
                    }
                    settle();
                    settle();
                    assertThat(barrier.waiting()).isLessThan(3);
                    scene.begin("abort", () -> await(barrier.abort()));
                    settle();
                    scene.begin("abort", () -> await(barrier.abort()));
                    scene.join();
                    assertThat(barrier).hasToString("<Barrier [broken]>");
                    scene.begin("reset", () -> await(barrier.reset()));
                    settle();
                    scene.begin("reset", () -> await(barrier.reset()));
                    scene.join();
                    assertThat(barrier).hasToString("<Barrier [filling, waiters:0/3]>");
                    int before = scene.marks.size();
                    for (int i = 0; i < 4; i++) {
                        scene.begin("last", () -> await(barrier.waitOn()));
                        settle();
                    }
                    assertThat(scene.marks.subList(before, scene.marks.size()).stream())
                            .filteredOn("last"::equals)
                            .hasSize(3);
                    scene.tasks.getLast().cancel();
                    scene.join();
                });
    }

    @Test
    void queue_disturbedAnywhere_losesNoItem() {
        everywhere(CANCEL, scene -> queue(scene, new Queue<>(1)));
        everywhere(FAIL, scene -> queue(scene, new Queue<>(1)));
        everywhere(CANCEL, scene -> queue(scene, new Queue<>(2)));
        everywhere(CANCEL, scene -> queue(scene, new PriorityQueue<>(1)));
        anyone(6, scene -> queue(scene, new Queue<>(1)));
        anyone(6, scene -> queue(scene, new Queue<>(2)));
    }

    @Test
    void queue_withFewItems_wakesAnotherForThem() {
        everywhere(CANCEL, SyncCancelTest::fewItems);
        anyone(4, SyncCancelTest::fewItems);
    }

    private static void fewItems(Scene scene) {
        Queue<Integer> queue = new Queue<>();
        scene.run(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        scene.begin("consumer", () -> await(queue.get()));
                    }
                    settle();
                    queue.putNoWait(1);
                    queue.putNoWait(2);
                    settle();
                    ensureNobodyWaitsInVain(queue);
                    queue.shutdown();
                    scene.join();
                });
    }

    @Test
    void queue_withLittleRoom_wakesAnotherForIt() {
        everywhere(CANCEL, SyncCancelTest::littleRoom);
        anyone(4, SyncCancelTest::littleRoom);
    }

    private static void littleRoom(Scene scene) {
        Queue<Integer> queue = new Queue<>(2);
        queue.putNoWait(0);
        queue.putNoWait(0);
        scene.run(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        scene.begin("producer", () -> await(queue.put(1)));
                    }
                    settle();
                    queue.getNoWait();
                    queue.getNoWait();
                    settle();
                    ensureNobodyWaitsInVain(queue);
                    queue.shutdown();
                    scene.join();
                });
    }

    private static void ensureNobodyWaitsInVain(Queue<?> queue) {
        assertThat(!queue.isEmpty() && !queue.getters().isEmpty())
                .as("an item is there, and somebody waits: %s", queue)
                .isFalse();
        assertThat(!queue.isFull() && !queue.putters().isEmpty())
                .as("room is there, and somebody waits: %s", queue)
                .isFalse();
    }

    private static void queue(Scene scene, Queue<Integer> queue) {
        List<Integer> put = new ArrayList<>();
        List<Integer> got = new ArrayList<>();
        scene.run(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        int number = i;
                        scene.begin("producer", () -> produce(queue, 10 * number, put));
                        scene.begin("consumer", () -> consume(queue, got));
                    }
                    settle();
                    settle();
                    settle();
                    ensureNobodyWaitsInVain(queue);
                    while (!queue.isEmpty()) { // what the one who was disturbed did not take
                        got.add(queue.getNoWait());
                        queue.taskDone();
                        settle();
                    }
                    queue.shutdown();
                    scene.join();
                    assertThat(got).containsExactlyInAnyOrderElementsOf(put);
                    assertThat(queue.statistics().unfinished()).isZero();
                });
    }

    private static void produce(Queue<Integer> queue, int first, List<Integer> put) {
        for (int i = first; i < first + 3; i++) {
            await(queue.put(i));
            put.add(i);
        }
    }

    private static void consume(Queue<Integer> queue, List<Integer> got) {
        for (int i = 0; i < 3; i++) {
            got.add(await(queue.get()));
            queue.taskDone();
            await(sleep(0));
        }
    }
}
