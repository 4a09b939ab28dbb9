// SPDX-License-Identifier: Apache-2.0

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// Our peer: the programs of `peers/asyncio`, function by function.
final class Peer {

    private static final int BATCH = 1_000;

    private Peer() {}

    public static void main(String[] arguments) {
        int n = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 0;
        int more = arguments.length == 3 ? Integer.parseInt(arguments[2]) : 0;
        if (arguments[0].equals("echo-loops")) {
            Serving.echoOnLoops(n, more);
            return;
        }
        if (arguments[0].equals("echo-tls")) {
            run(Serving.echoTls(n, Path.of(arguments[2]), Path.of(arguments[3])));
            return;
        }
        Coroutine<Void> program =
                switch (arguments[0]) {
                    case "switch" -> switches(n, more);
                    case "spawn" -> spawn(n);
                    case "cancel" -> cancel(n);
                    case "queue" -> queue(n);
                    case "pingpong" -> pingPong(n);
                    case "lock" -> lock(n);
                    case "timers" -> timers(n);
                    case "threadsafe" -> threadsafe(n);
                    case "sleepers" -> asleep(n, () -> sleep(more));
                    case "bodies" -> asleep(n, () -> nap(more));
                    case "echo" -> Serving.echo(n);
                    case "echo-raw" -> Serving.echoRaw(n);
                    case "http", "http2", "websocket" -> Serving.http(n);
                    case "hello" -> nap(0);
                    default -> null;
                };
        if (program == null) {
            System.exit(64);
        }
        run(program);
    }

    private static Coroutine<Void> switches(int tasks, int total) {
        return async(
                () ->
                        Bench.best(
                                "switch",
                                total,
                                () -> awaitAll(tasks, () -> yielding(total / tasks))));
    }

    private static Coroutine<Void> yielding(int times) {
        return async(
                () -> {
                    for (int i = 0; i < times; i++) {
                        await(sleep(0));
                    }
                });
    }

    private static void awaitAll(int tasks, Supplier<Coroutine<Void>> maker) {
        List<Task<Void>> all = new ArrayList<>(tasks);
        for (int i = 0; i < tasks; i++) {
            all.add(createTask(maker.get()));
        }
        for (Task<Void> task : all) {
            await(task);
        }
    }

    private static Coroutine<Void> spawn(int n) {
        return async(
                () ->
                        Bench.best(
                                "spawn",
                                n,
                                () -> {
                                    for (int done = 0; done < n; done += BATCH) {
                                        List<Task<Integer>> batch = new ArrayList<>(BATCH);
                                        for (int i = 0; i < BATCH; i++) {
                                            batch.add(createTask(trivial(i)));
                                        }
                                        for (Task<Integer> task : batch) {
                                            await(task);
                                        }
                                    }
                                }));
    }

    private static Coroutine<Integer> trivial(int value) {
        return async(() -> value);
    }

    private static Coroutine<Void> cancel(int n) {
        return async(
                () ->
                        Bench.best(
                                "cancel",
                                n,
                                () -> {
                                    for (int done = 0; done < n; done += BATCH) {
                                        cancelBatch();
                                    }
                                }));
    }

    private static void cancelBatch() {
        List<Task<Void>> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(createTask(nap(3600)));
        }
        await(sleep(0));
        for (Task<Void> task : batch) {
            task.cancel();
        }
        for (Task<Void> task : batch) {
            try {
                await(task);
            } catch (CancelledError expected) {
                // the point of it
            }
        }
    }

    private static Coroutine<Void> queue(int n) {
        return async(
                () ->
                        Bench.best(
                                "queue",
                                n,
                                () -> {
                                    Queue<Integer> items = new Queue<>(100);
                                    Task<Void> producer = createTask(producing(n, items));
                                    for (int i = 0; i < n; i++) {
                                        await(items.get());
                                    }
                                    await(producer);
                                }));
    }

    private static Coroutine<Void> producing(int n, Queue<Integer> to) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(to.put(i));
                    }
                });
    }

    private static Coroutine<Void> pingPong(int n) {
        return async(
                () ->
                        Bench.best(
                                "pingpong",
                                n,
                                () -> {
                                    Queue<Integer> there = new Queue<>(1);
                                    Queue<Integer> back = new Queue<>(1);
                                    Task<Void> ponger = createTask(passing(n, there, back));
                                    for (int i = 0; i < n; i++) {
                                        await(there.put(i));
                                        await(back.get());
                                    }
                                    await(ponger);
                                }));
    }

    private static Coroutine<Void> passing(int n, Queue<Integer> from, Queue<Integer> to) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(to.put(await(from.get())));
                    }
                });
    }

    private static Coroutine<Void> lock(int n) {
        return async(
                () ->
                        Bench.best(
                                "lock",
                                n,
                                () -> {
                                    Lock lock = new Lock();
                                    awaitAll(100, () -> contending(n / 100, lock));
                                }));
    }

    private static Coroutine<Void> contending(int times, Lock lock) {
        return async(
                () -> {
                    for (int i = 0; i < times; i++) {
                        await(
                                lock.use(
                                        () -> {
                                            await(sleep(0));
                                        }));
                    }
                });
    }

    private static Coroutine<Void> timers(int n) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Runnable never = () -> {};
                    Bench.best(
                            new String[] {"timer-schedule", "timer-cancel"},
                            n,
                            () -> {
                                TimerHandle[] pending = new TimerHandle[n];
                                long start = System.nanoTime();
                                for (int i = 0; i < n; i++) {
                                    pending[i] = loop.callLater(3600 + i % 1000, never);
                                }
                                long scheduled = System.nanoTime();
                                for (TimerHandle timer : pending) {
                                    timer.cancel();
                                }
                                await(sleep(0)); // as asyncio's peer does, which sweeps its
                                // heap then
                                long cancelled = System.nanoTime();
                                return new long[] {scheduled - start, cancelled - scheduled};
                            });
                });
    }

    private static Coroutine<Void> threadsafe(int n) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Bench.best(
                            "threadsafe",
                            n,
                            () -> {
                                Countdown callback = new Countdown(n, loop.createFuture());
                                Thread poster =
                                        Thread.ofPlatform().start(() -> post(n, loop, callback));
                                await(callback.all);
                                poster.join();
                            });
                });
    }

    private static void post(int n, EventLoop loop, Runnable callback) {
        for (int i = 0; i < n; i++) {
            loop.callSoonThreadsafe(callback);
        }
    }

    private static Coroutine<Void> nap(double seconds) {
        return async(
                () -> {
                    await(sleep(seconds));
                });
    }

    private static Coroutine<Void> asleep(int n, Supplier<Coroutine<Void>> maker) {
        return async(
                () -> {
                    long start = System.nanoTime();
                    awaitAll(n, maker);
                    Bench.wall(start);
                });
    }

    /// Completes its future at the last of its calls.
    private static final class Countdown implements Runnable {

        final Future<Void> all;
        private int left;

        Countdown(int times, Future<Void> all) {
            this.left = times;
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
