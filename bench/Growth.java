// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.inspect.TaskDump;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.PriorityQueue;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;

/// What bench/growth runs, one program for each figure: `ROW SIZE`. It does the work of that row
/// once for so many, again and again, and prints the nanoseconds that the quickest took, and how
/// many of them were the collector's.
final class Growth {

    private Growth() {}

    static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "bare-threads" -> Best.of(Bare::threads, size);
            case "bare-heap" -> Best.of(Bare::heap, size);
            case "bare-objects" -> Best.of(Bare::objects, size);
            case "bare-set" -> Best.of(Bare::set, size);
            case "switch" -> inLoop(Growth::switching, size);
            case "spawn" -> inLoop(Growth::spawn, size);
            case "cancel" -> inLoop(Growth::cancel, size);
            case "call-soon" -> inLoop(Growth::callSoon, size);
            case "timer" -> inLoop(Growth::timer, size);
            case "wake" -> Best.of(Growth::wake, size);
            case "threadsafe" -> inLoop(Growth::threadsafe, size);
            case "lock" -> inLoop(Growth::lock, size);
            case "event" -> inLoop(Growth::event, size);
            case "queue" -> inLoop(Growth::queue, size);
            case "queue-waiters" -> inLoop(Growth::queueWaiters, size);
            case "priority-queue" -> inLoop(Growth::priorityQueue, size);
            case "ping-pong" -> inLoop(Growth::pingPong, size);
            case "generator" -> inLoop(Growth::generator, size);
            case "group" -> inLoop(Growth::group, size);
            case "wait" -> inLoop(Growth::waiting, size);
            case "as-completed" -> inLoop(Growth::completing, size);
            case "dump" -> inLoop(Growth::dump, size);
            default -> throw new IllegalArgumentException("row: " + arguments[0]);
        }
    }

    private static void inLoop(IntFunction<Coroutine<Void>> row, int size) {
        run(async(() -> Best.of(each -> await(row.apply(each)), size)));
    }

    // ---- tasks

    private static Coroutine<Void> switching(int tasks) {
        return async(() -> joinAll(startAll(tasks, i -> yielding(4))));
    }

    private static Coroutine<Void> yielding(int times) {
        return async(
                () -> {
                    for (int i = 0; i < times; i++) {
                        await(sleep(0));
                    }
                });
    }

    private static Coroutine<Void> spawn(int tasks) {
        return async(
                () -> {
                    List<Coroutine<Integer>> all = new ArrayList<>(tasks);
                    for (int i = 0; i < tasks; i++) {
                        all.add(trivial(i));
                    }
                    await(gather(all));
                });
    }

    private static Coroutine<Void> cancel(int tasks) {
        return async(
                () -> {
                    List<Task<Void>> all = startAll(tasks, i -> nap());
                    await(sleep(0));
                    all.forEach(Task::cancel);
                    for (Task<?> each : all) {
                        try {
                            await(each);
                        } catch (CancelledError expected) {
                            // the point of it
                        }
                    }
                });
    }

    private static Coroutine<Void> group(int tasks) {
        return taskGroup(
                group -> {
                    for (int i = 0; i < tasks; i++) {
                        group.createTask(trivial(i));
                    }
                });
    }

    private static Coroutine<Void> waiting(int tasks) {
        return async(
                () -> {
                    var result = await(waitOn(startAll(tasks, Growth::trivial)));
                    Best.ensure(result.done().size() == tasks);
                });
    }

    private static Coroutine<Void> completing(int tasks) {
        return async(
                () -> {
                    long sum = 0;
                    for (var each : asCompleted(startAll(tasks, Growth::trivial))) {
                        sum += await(each);
                    }
                    Best.ensure(sum == (tasks - 1L) * tasks / 2);
                });
    }

    /// What `asyncio ps` and the deadlock report are made of: all tasks, and where each waits.
    private static Coroutine<Void> dump(int tasks) {
        return async(
                () -> {
                    List<Task<Void>> all = startAll(tasks, i -> nap());
                    await(sleep(0));
                    Best.ensure(TaskDump.of(getRunningLoop()).tasks().size() > tasks);
                    all.forEach(Task::cancel);
                    await(waitOn(all));
                });
    }

    // ---- the loop

    private static Coroutine<Void> callSoon(int callbacks) {
        return async(
                () -> {
                    Future<Void> all = getRunningLoop().createFuture();
                    Countdown countdown = new Countdown(callbacks, all);
                    for (int i = 0; i < callbacks; i++) {
                        getRunningLoop().callSoon(countdown);
                    }
                    await(all);
                });
    }

    private static Coroutine<Void> threadsafe(int callbacks) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Future<Void> all = loop.createFuture();
                    Countdown countdown = new Countdown(callbacks, all);
                    Thread poster =
                            Thread.ofPlatform()
                                    .start(
                                            () -> {
                                                for (int i = 0; i < callbacks; i++) {
                                                    loop.callSoonThreadsafe(countdown);
                                                }
                                            });
                    await(all);
                    poster.join();
                });
    }

    /// Timers in no order, all pending at once, then taken back in no order.
    private static Coroutine<Void> timer(int timers) {
        return async(
                () -> {
                    Random random = new Random(1);
                    List<TimerHandle> all = new ArrayList<>(timers);
                    for (int i = 0; i < timers; i++) {
                        all.add(getRunningLoop().callLater(3600 + random.nextDouble(), () -> {}));
                    }
                    Collections.shuffle(all, random);
                    all.forEach(TimerHandle::cancel);
                    await(sleep(0));
                });
    }

    /// Sleepers of as many lengths, under a clock that jumps from one to the next.
    private static void wake(int sleepers) {
        EventLoop loop = new EventLoop(VirtualTime.options());
        Random random = new Random(1);
        loop.runUntilComplete(
                async(
                        () ->
                                joinAll(
                                        startAll(
                                                sleepers,
                                                i -> sleep(1 + 3600 * random.nextDouble())))));
        loop.close();
    }

    // ---- sync

    private static Coroutine<Void> lock(int tasks) {
        return async(
                () -> {
                    Lock lock = new Lock();
                    await(lock.acquire());
                    List<Task<Void>> all = startAll(tasks, i -> holding(lock));
                    await(sleep(0));
                    lock.release();
                    joinAll(all);
                });
    }

    private static Coroutine<Void> holding(Lock lock) {
        return async(
                () -> {
                    await(lock.acquire());
                    lock.release();
                });
    }

    private static Coroutine<Void> event(int tasks) {
        return async(
                () -> {
                    Event event = new Event();
                    List<Task<Void>> all =
                            startAll(
                                    tasks,
                                    i ->
                                            async(
                                                    () -> {
                                                        await(event.waitOn());
                                                    }));
                    await(sleep(0));
                    event.set();
                    joinAll(all);
                });
    }

    private static Coroutine<Void> queue(int items) {
        return async(() -> passThrough(new Queue<>(), items));
    }

    private static Coroutine<Void> priorityQueue(int items) {
        return async(() -> passThrough(new PriorityQueue<>(), items));
    }

    private static void passThrough(Queue<Integer> queue, int items) {
        Random random = new Random(1);
        for (int i = 0; i < items; i++) {
            await(queue.put(random.nextInt()));
        }
        for (int i = 0; i < items; i++) {
            await(queue.get());
        }
    }

    private static Coroutine<Void> queueWaiters(int tasks) {
        return async(
                () -> {
                    Queue<Integer> queue = new Queue<>();
                    List<Task<Integer>> all = startAll(tasks, i -> async(() -> await(queue.get())));
                    await(sleep(0));
                    for (int i = 0; i < tasks; i++) {
                        queue.putNoWait(i);
                    }
                    joinAll(all);
                });
    }

    private static Coroutine<Void> pingPong(int pairs) {
        return async(() -> joinAll(startAll(pairs, i -> serving())));
    }

    private static Coroutine<Void> serving() {
        return async(
                () -> {
                    Queue<Integer> there = new Queue<>(1);
                    Queue<Integer> back = new Queue<>(1);
                    Task<Void> other =
                            createTask(
                                    async(
                                            () -> {
                                                await(back.put(await(there.get())));
                                            }));
                    await(there.put(1));
                    await(back.get());
                    await(other);
                });
    }

    private static Coroutine<Void> generator(int elements) {
        return async(
                () -> {
                    var source =
                            dev.asyncio4j.Asyncio.<Integer>generator(
                                    out -> {
                                        for (int i = 0; i < elements; i++) {
                                            out.emit(i);
                                        }
                                    });
                    long sum = 0;
                    for (int each : awaitEach(source)) {
                        sum += each;
                    }
                    Best.ensure(sum == (elements - 1L) * elements / 2);
                });
    }

    // ---- common

    private static Coroutine<Integer> trivial(int value) {
        return async(() -> value);
    }

    private static Coroutine<Void> nap() {
        return async(
                () -> {
                    await(sleep(3600));
                });
    }

    private static <T> List<Task<T>> startAll(int tasks, IntFunction<Coroutine<T>> maker) {
        List<Task<T>> all = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            all.add(createTask(maker.apply(i)));
        }
        return all;
    }

    private static void joinAll(List<? extends Task<?>> all) {
        for (Task<?> each : all) {
            await(each);
        }
    }

    /// Completes a future with the last of so many calls.
    private static final class Countdown implements Runnable {

        private final Future<Void> all;
        private int left;

        Countdown(int calls, Future<Void> all) {
            this.left = calls;
            this.all = all;
        }

        @Override
        public void run() {
            if (--left == 0) {
                all.setResult(null);
            }
        }
    }
}
