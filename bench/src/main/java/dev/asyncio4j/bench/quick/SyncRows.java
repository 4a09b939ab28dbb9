// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench.quick;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.testing.Explorer;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;

/// The rows of locks, queues, iteration and virtual time.
final class SyncRows {

    private SyncRows() {}

    /// A lock that nobody else wants.
    static Coroutine<Void> lock(int n) {
        return async(
                () -> {
                    Lock lock = new Lock();
                    Measure.best(
                            "lock",
                            n,
                            () -> {
                                for (int i = 0; i < n; i++) {
                                    await(lock.acquire());
                                    lock.release();
                                }
                            });
                });
    }

    /// A lock that `tasks` want all the time: a task that gives it back wants it again at once, and
    /// so waits behind all others. Each time it changes hands.
    static Coroutine<Void> contended(int tasks, int total) {
        return async(
                () -> {
                    int each = total / tasks;
                    Measure.best(
                            "lock-contended",
                            (long) each * tasks,
                            () -> {
                                Lock lock = new Lock();
                                await(lock.acquire());
                                List<Task<?>> all = new ArrayList<>();
                                for (int i = 0; i < tasks; i++) {
                                    all.add(createTask(locking(lock, each)));
                                }
                                await(sleep(0));
                                lock.release();
                                for (Task<?> task : all) {
                                    await(task);
                                }
                            });
                });
    }

    private static Coroutine<Void> locking(Lock lock, int times) {
        return async(
                () -> {
                    for (int i = 0; i < times; i++) {
                        await(lock.acquire());
                        lock.release();
                    }
                });
    }

    /// One producer and one consumer, and a queue for 100 items between them.
    static Coroutine<Void> queue(int n) {
        return async(
                () ->
                        Measure.best(
                                "queue",
                                n,
                                () -> {
                                    Queue<Integer> queue = new Queue<>(100);
                                    Task<Void> producer = createTask(producing(queue, n));
                                    for (int i = 0; i < n; i++) {
                                        await(queue.get());
                                    }
                                    await(producer);
                                }));
    }

    private static Coroutine<Void> producing(Queue<Integer> queue, int n) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(queue.put(i));
                    }
                });
    }

    /// Two tasks that hand one item to and fro through two queues for one item.
    static Coroutine<Void> pingPong(int n) {
        return async(
                () ->
                        Measure.best(
                                "ping-pong",
                                n,
                                () -> {
                                    Queue<Integer> there = new Queue<>(1);
                                    Queue<Integer> back = new Queue<>(1);
                                    Task<Void> other = createTask(returning(there, back, n));
                                    for (int i = 0; i < n; i++) {
                                        await(there.put(i));
                                        await(back.get());
                                    }
                                    await(other);
                                }));
    }

    private static Coroutine<Void> returning(Queue<Integer> there, Queue<Integer> back, int n) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(back.put(await(there.get())));
                    }
                });
    }

    /// The elements of one asynchronous generator.
    static Coroutine<Void> generator(int n) {
        return async(
                () ->
                        Measure.best(
                                "generator",
                                n,
                                () -> {
                                    long sum = 0;
                                    for (int each : awaitEach(counting(n))) {
                                        sum += each;
                                    }
                                    if (sum != (n - 1L) * n / 2) {
                                        throw new IllegalStateException("sum: " + sum);
                                    }
                                }));
    }

    private static AsyncGenerator<Integer> counting(int n) {
        return dev.asyncio4j.Asyncio.generator(
                out -> {
                    for (int i = 0; i < n; i++) {
                        out.emit(i);
                    }
                });
    }

    /// A thousand tasks that each sleep an hour a thousand times, on a loop whose time jumps. An
    /// event is a sleeper that wakes.
    static void virtualTime(int tasks, int hours) throws Exception {
        Measure.best(
                "virtual-time",
                (long) tasks * hours,
                () -> {
                    EventLoop loop = new EventLoop(VirtualTime.options());
                    loop.runUntilComplete(sleepers(tasks, hours));
                    loop.close();
                });
    }

    private static Coroutine<Void> sleepers(int tasks, int hours) {
        return async(
                () -> {
                    List<Task<?>> all = new ArrayList<>();
                    for (int i = 0; i < tasks; i++) {
                        all.add(createTask(sleeper(i, hours)));
                    }
                    for (Task<?> task : all) {
                        await(task);
                    }
                });
    }

    private static Coroutine<Void> sleeper(int number, int hours) {
        return async(
                () -> {
                    for (int i = 0; i < hours; i++) {
                        await(sleep(3600 + number));
                    }
                });
    }

    /// A program of 10 tasks and 100 awaits, each run on a loop of its own, under a schedule of its
    /// own.
    static void explore(int schedules) throws Exception {
        Explorer explorer = Explorer.defaults().withSchedules(schedules);
        Measure.best("explore", schedules, () -> explorer.explore(SyncRows::explored));
    }

    private static Coroutine<Void> explored() {
        return async(
                () -> {
                    Lock lock = new Lock();
                    List<Task<?>> all = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        all.add(createTask(exploring(lock, i)));
                    }
                    for (Task<?> task : all) {
                        await(task);
                    }
                });
    }

    private static Coroutine<Void> exploring(Lock lock, int number) {
        return async(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        await(lock.acquire());
                        await(sleep(0));
                        lock.release();
                        await(sleep(number));
                    }
                });
    }
}
