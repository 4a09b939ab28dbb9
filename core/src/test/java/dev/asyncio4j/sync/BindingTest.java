// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Awaitable;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// A primitive belongs to the first loop that makes a task wait for it.
class BindingTest {
    private final Scene scene = new Scene();
    private final Scene other = new Scene();

    @AfterEach
    void close() {
        scene.close();
        other.close();
    }

    private void bind(Supplier<Awaitable<?>> wait) {
        scene.run(
                () -> {
                    scene.begin("bound", () -> await(wait.get())).whenDone(done -> {});
                    turns(2);
                    scene.tasks.forEach(task -> task.cancel());
                    scene.join();
                });
    }

    private void assertRefused(Supplier<Awaitable<?>> wait, Object primitive) {
        bind(wait);
        other.run(
                () ->
                        assertThatIllegalStateException()
                                .isThrownBy(() -> await(wait.get()))
                                .withMessage(primitive + " is bound to a different event loop"));
        bind(wait); // it still works where it belongs
        assertThat(scene.marks).containsOnly("bound CancelledError");
    }

    @Test
    void lock_ofAnotherLoop_isRefused() {
        Lock lock = new Lock();
        scene.run(() -> await(lock.acquire()));

        assertRefused(lock::acquire, lock);
    }

    @Test
    void lock_ofAnotherLoopButFree_isTaken() {
        Lock lock = new Lock();
        scene.run(() -> await(lock.acquire()));
        bind(lock::acquire);
        lock.release();

        other.run(() -> await(lock.acquire()));

        assertThat(lock.isLocked()).isTrue();
    }

    @Test
    void event_ofAnotherLoop_isRefused() {
        Event event = new Event();

        assertRefused(event::waitOn, event);
    }

    @Test
    void semaphore_ofAnotherLoop_isRefused() {
        Semaphore semaphore = new Semaphore(0);

        assertRefused(semaphore::acquire, semaphore);
    }

    @Test
    void queue_ofAnotherLoop_isRefused() {
        Queue<Integer> queue = new Queue<>();

        assertRefused(queue::get, queue);
    }

    @Test
    void condition_ofAnotherLoop_isRefusedAndKeepsTheLock() {
        Condition condition = new Condition();
        bind(() -> condition.use(() -> await(condition.waitOn())));

        other.run(
                () -> {
                    await(condition.acquire());
                    assertThatIllegalStateException()
                            .isThrownBy(() -> await(condition.waitOn()))
                            .withMessage("<Condition [locked]> is bound to a different event loop");
                    condition.release();
                });
    }

    @Test
    void wake_fromAnotherThread_isRefusedAndChangesNothing() {
        Lock lock = new Lock();
        Event event = new Event();
        Semaphore semaphore = new Semaphore(0);
        Queue<Integer> empty = new Queue<>();
        Queue<Integer> full = new Queue<>(1);
        full.putNoWait(1);
        List<Runnable> calls =
                List.of(
                        lock::release,
                        event::set,
                        semaphore::release,
                        () -> empty.putNoWait(1),
                        full::getNoWait,
                        full::taskDone,
                        full::shutdown,
                        empty::shutdown);
        scene.run(
                () -> {
                    await(lock.acquire());
                    scene.begin("lock", () -> await(lock.acquire()));
                    scene.begin("event", () -> await(event.waitOn()));
                    scene.begin("semaphore", () -> await(semaphore.acquire()));
                    scene.begin("get", () -> await(empty.get()));
                    scene.begin("put", () -> await(full.put(2)));
                    scene.begin("join", () -> await(full.join()));
                    turns(1);
                    for (Runnable call : calls) {
                        assertThatIllegalStateException()
                                .isThrownBy(() -> elsewhere(call))
                                .withMessageEndingWith(
                                        "is bound to a different event loop; there, use it by"
                                                + " loop.callSoonThreadsafe(...)");
                    }
                    turns(3);
                    assertThat(scene.marks).isEmpty();
                    lock.release();
                    event.set();
                    semaphore.release();
                    empty.putNoWait(1);
                    full.taskDone();
                    full.getNoWait();
                    scene.join();
                });

        assertThat(scene.marks)
                .containsExactlyInAnyOrder("lock", "event", "semaphore", "get", "join", "put");
    }

    @Test
    void wake_betweenTwoRuns_reachesTheWaiter() {
        Queue<Integer> queue = new Queue<>();
        scene.run(
                () -> {
                    scene.begin("get", () -> await(queue.get()));
                    turns(1);
                });

        queue.putNoWait(1);
        scene.run(scene::join);

        assertThat(scene.marks).containsExactly("get");
    }

    /// Calls it on a thread that has nothing to do with any loop, which blocks the loop meanwhile.
    private static void elsewhere(Runnable call) throws Throwable {
        FutureTask<Void> task = new FutureTask<>(call, null);
        Thread.ofPlatform().start(task);
        try {
            task.get();
        } catch (java.util.concurrent.ExecutionException failed) {
            throw failed.getCause();
        }
    }
}
