// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.sync.Scene.turns;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
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
    void wakeOfWhatAsyncioHasNot_fromAnotherThread_isRefusedAndChangesNothing() {
        CapacityLimiter limiter = new CapacityLimiter(0);
        Channel<Integer> empty = Channel.open(1);
        Channel<Integer> full = Channel.open(0);
        Broadcast<Integer> idle = new Broadcast<>(1, Broadcast.Lag.FAIL);
        Broadcast<Integer> busy = new Broadcast<>(1, Broadcast.Lag.WAIT);
        Subscription<Integer> listener = idle.subscribe();
        Subscription<Integer> laggard = busy.subscribe();
        busy.sendNoWait(1);
        List<Runnable> calls =
                List.of(
                        () -> limiter.setTotalTokens(1),
                        () -> empty.sender().sendNoWait(1),
                        () -> empty.sender().close(),
                        () -> full.receiver().receiveNoWait(),
                        () -> full.receiver().close(),
                        () -> idle.sendNoWait(1),
                        idle::close,
                        () -> listener.close(),
                        laggard::receiveNoWait,
                        laggard::close,
                        busy::close);
        scene.run(
                () -> {
                    scene.begin("limiter", () -> await(limiter.acquire()));
                    scene.begin("receive", () -> await(empty.receiver().receive()));
                    scene.begin("send", () -> await(full.sender().send(1)));
                    scene.begin("listen", () -> await(listener.receive()));
                    scene.begin("broadcast", () -> await(busy.send(2)));
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
                    calls.forEach(
                            call -> {
                                try {
                                    call.run();
                                } catch (EndOfChannel | ClosedResourceError closedBefore) {
                                    assertThat(closedBefore).hasMessageContaining("closed");
                                }
                            });
                    scene.join();
                });

        assertThat(scene.marks)
                .containsExactlyInAnyOrder(
                        "limiter",
                        "receive",
                        "send",
                        "listen ClosedResourceError", // closed before it came to take the item
                        "broadcast");
    }

    @Test
    void barrier_fromAnotherLoop_isRefusedAndStaysAsItWas() {
        Barrier barrier = new Barrier(2);
        List<Supplier<Coroutine<?>>> calls =
                List.of(barrier::abort, barrier::reset, barrier::waitOn);
        scene.run(
                () -> {
                    scene.begin("first", () -> await(barrier.waitOn()));
                    turns(1);
                    for (Supplier<Coroutine<?>> call : calls) {
                        assertThatIllegalStateException()
                                .isThrownBy(() -> elsewhere(() -> Asyncio.run(call.get())))
                                .withMessageContaining("is bound to a different event loop");
                        assertThat(barrier).hasToString("<Barrier [filling, waiters:1/2]>");
                    }
                    turns(3);
                    assertThat(scene.marks).isEmpty();
                    scene.begin("second", () -> await(barrier.waitOn()));
                    scene.join();
                });

        assertThat(scene.marks).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void barrier_ofMoreThanCome_fromAnotherLoop_takesNobodyIn() {
        Barrier barrier = new Barrier(3);
        scene.run(
                () -> {
                    scene.begin("first", () -> await(barrier.waitOn()));
                    turns(1);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> elsewhere(() -> Asyncio.run(barrier.waitOn())));
                    assertThat(barrier.statistics()).isEqualTo(new Barrier.Statistics(3, 1, false));
                    scene.begin("second", () -> await(barrier.waitOn()));
                    scene.begin("third", () -> await(barrier.waitOn()));
                    scene.join();
                });

        assertThat(scene.marks).containsExactlyInAnyOrder("first", "second", "third");
    }

    @Test
    void shutdownImmediate_whileTasksJoinOnAnotherLoop_isRefusedAndDropsNothing() {
        Queue<Integer> queue = new Queue<>();
        queue.putNoWait(1);
        queue.putNoWait(2);
        String before = queue.toString();
        scene.run(
                () -> {
                    scene.begin("join", () -> await(queue.join()));
                    turns(1);
                    assertThatIllegalStateException()
                            .isThrownBy(() -> elsewhere(() -> queue.shutdown(true)))
                            .withMessageEndingWith("use it by loop.callSoonThreadsafe(...)");
                    assertThat(queue).hasToString(before);
                    queue.shutdown(true);
                    scene.join();
                });

        assertThat(scene.marks).containsExactly("join");
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
