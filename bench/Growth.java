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
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/// What bench/growth runs, one program for each figure: `ROW SIZE`. It does the work of that row
/// once for so many, again and again, and prints the nanoseconds that the quickest took, and how
/// many of them were the collector's.
final class Growth {

    private static final long WARM_UP = 1_000_000_000; // ns, with a small size
    private static final long MEASURED = 600_000_000; // ns, or as long as three take
    private static final int SMALL = 1_000;

    private Growth() {}

    static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "bare-threads" -> outside(Growth::bareThreads, size);
            case "bare-heap" -> outside(Growth::bareHeap, size);
            case "bare-objects" -> outside(Growth::bareObjects, size);
            case "bare-set" -> outside(Growth::bareSet, size);
            case "switch" -> inLoop(Growth::switching, size);
            case "spawn" -> inLoop(Growth::spawn, size);
            case "cancel" -> inLoop(Growth::cancel, size);
            case "call-soon" -> inLoop(Growth::callSoon, size);
            case "timer" -> inLoop(Growth::timer, size);
            case "wake" -> outside(Growth::wake, size);
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
        run(async(() -> outside(each -> await(row.apply(each)), size)));
    }

    private static void outside(IntConsumer row, int size) {
        for (long end = System.nanoTime() + WARM_UP; System.nanoTime() < end; ) {
            row.accept(Math.min(size, SMALL));
        }
        long best = Long.MAX_VALUE;
        long collectors = 0;
        long all = 0;
        for (int i = 0; i < 3 || all < MEASURED; i++) {
            long collected = collected();
            long begun = System.nanoTime();
            row.accept(size);
            long took = System.nanoTime() - begun;
            if (took < best) {
                best = took;
                collectors = Math.min(took, collected() - collected);
            }
            all += took;
        }
        System.out.println(best + " " + collectors);
    }

    private static long collected() {
        long millis = 0;
        for (var each : ManagementFactory.getGarbageCollectorMXBeans()) {
            millis += each.getCollectionTime();
        }
        return millis * 1_000_000;
    }

    // ---- the JDK alone, for comparison

    private static void bareThreads(int count) {
        List<Thread> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(Thread.startVirtualThread(LockSupport::park));
        }
        Thread.yield();
        all.forEach(LockSupport::unpark);
        for (Thread each : all) {
            try {
                each.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static void bareHeap(int count) {
        Random random = new Random(1);
        var heap = new java.util.PriorityQueue<Integer>();
        for (int i = 0; i < count; i++) {
            heap.add(random.nextInt());
        }
        for (int last = heap.remove(); !heap.isEmpty(); ) {
            int next = heap.remove();
            ensure(last <= next);
            last = next;
        }
    }

    private static void bareObjects(int count) {
        List<long[]> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            all.add(new long[23]);
        }
        for (int visit = 1; visit <= 4; visit++) {
            for (long[] each : all) {
                each[5 * visit]++;
            }
        }
        ensure(all.getLast()[20] == 1);
    }

    private static void bareSet(int count) {
        var all = new java.util.HashSet<Object>();
        List<Object> order = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Object each = new Object();
            all.add(each);
            order.add(each);
        }
        for (Object each : order) {
            ensure(all.remove(each));
        }
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
                    ensure(result.done().size() == tasks);
                });
    }

    private static Coroutine<Void> completing(int tasks) {
        return async(
                () -> {
                    long sum = 0;
                    for (var each : asCompleted(startAll(tasks, Growth::trivial))) {
                        sum += await(each);
                    }
                    ensure(sum == (tasks - 1L) * tasks / 2);
                });
    }

    /// What `asyncio ps` and the deadlock report are made of: all tasks, and where each waits.
    private static Coroutine<Void> dump(int tasks) {
        return async(
                () -> {
                    List<Task<Void>> all = startAll(tasks, i -> nap());
                    await(sleep(0));
                    ensure(TaskDump.of(getRunningLoop()).tasks().size() > tasks);
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
                    ensure(sum == (elements - 1L) * elements / 2);
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

    private static void ensure(boolean holds) {
        if (!holds) {
            throw new IllegalStateException("the work was not done");
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
