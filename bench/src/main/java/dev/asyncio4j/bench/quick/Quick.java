// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench.quick;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.TimerHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Our side of `bench/quick`: one row by name, one line of `METRIC VALUE UNIT`. `quick_peer.py` is
/// the same program for CPython's asyncio, method by method; whoever changes one changes both.
public final class Quick {

    private static final int BATCH = 1_000;
    private static final int PENDING = 100_000;

    private Quick() {}

    /// Measures the row that the arguments name.
    public static void main(String[] arguments) throws Exception {
        int n = Integer.parseInt(arguments[1]);
        switch (arguments[0]) {
            case "floor" -> Floor.measure(n, Integer.parseInt(arguments[2]));
            case "virtual-time" -> SyncRows.virtualTime(n, Integer.parseInt(arguments[2]));
            case "explore" -> SyncRows.explore(n);
            default -> run(row(n, arguments));
        }
    }

    private static Coroutine<Void> row(int n, String[] arguments) {
        return switch (arguments[0]) {
            case "switch" -> switching(n, Integer.parseInt(arguments[2]));
            case "spawn" -> spawn(n);
            case "cancel" -> cancel(n);
            case "call-soon" -> callSoon(n);
            case "timer" -> timer(n);
            case "threadsafe" -> threadsafe(n);
            case "sleepers" -> asleep(n, () -> sleep(Integer.parseInt(arguments[2])));
            case "bodies" -> asleep(n, () -> nap(Integer.parseInt(arguments[2])));
            case "lock" -> SyncRows.lock(n);
            case "contended" -> SyncRows.contended(n, Integer.parseInt(arguments[2]));
            case "queue" -> SyncRows.queue(n);
            case "ping-pong" -> SyncRows.pingPong(n);
            case "generator" -> SyncRows.generator(n);
            default -> throw new IllegalArgumentException("row: " + arguments[0]);
        };
    }

    private static Coroutine<Void> switching(int tasks, int total) {
        return async(
                () -> {
                    int each = total / tasks;
                    Measure.best(
                            "switch",
                            (long) each * tasks,
                            () -> {
                                List<Task<?>> all = new ArrayList<>();
                                for (int i = 0; i < tasks; i++) {
                                    all.add(createTask(yielding(each)));
                                }
                                for (Task<?> task : all) {
                                    await(task);
                                }
                            });
                });
    }

    private static Coroutine<Void> yielding(int times) {
        return async(
                () -> {
                    for (int i = 0; i < times; i++) {
                        await(sleep(0));
                    }
                });
    }

    private static Coroutine<Void> spawn(int n) {
        return async(
                () ->
                        Measure.best(
                                "spawn",
                                n,
                                () -> {
                                    for (int done = 0; done < n; done += BATCH) {
                                        List<Coroutine<Integer>> batch = new ArrayList<>(BATCH);
                                        for (int i = 0; i < BATCH; i++) {
                                            batch.add(trivial(i));
                                        }
                                        await(gather(batch));
                                    }
                                }));
    }

    private static Coroutine<Integer> trivial(int value) {
        return async(() -> value);
    }

    private static Coroutine<Void> cancel(int n) {
        return async(
                () ->
                        Measure.best(
                                "cancel",
                                n,
                                () -> {
                                    for (int done = 0; done < n; done += BATCH) {
                                        cancelBatch();
                                    }
                                }));
    }

    private static void cancelBatch() {
        List<Task<?>> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(createTask(nap(3600)));
        }
        await(sleep(0));
        for (Task<?> task : batch) {
            task.cancel();
        }
        for (Task<?> task : batch) {
            try {
                await(task);
            } catch (CancelledError expected) {
                // the point of it
            }
        }
    }

    private static Coroutine<Void> callSoon(int n) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Counter counter = new Counter();
                    Measure.best(
                            "call-soon",
                            n,
                            () -> {
                                counter.left = n;
                                for (int done = 0; done < n; done += BATCH) {
                                    for (int i = 0; i < BATCH; i++) {
                                        loop.callSoon(counter);
                                    }
                                    await(sleep(0));
                                }
                                counter.ensureZero();
                            });
                });
    }

    /// Keeps 100,000 timers pending: each operation takes the oldest back and sets a new one.
    private static Coroutine<Void> timer(int n) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Runnable never = () -> {};
                    TimerHandle[] pending = new TimerHandle[PENDING];
                    for (int i = 0; i < PENDING; i++) {
                        pending[i] = loop.callLater(3600 + i % 1000, never);
                    }
                    Measure.best(
                            "timer",
                            n,
                            () -> {
                                for (int i = 0; i < n; i++) {
                                    int at = i % PENDING;
                                    pending[at].cancel();
                                    pending[at] = loop.callLater(3600 + i % 1000, never);
                                }
                                await(sleep(0));
                            });
                    for (TimerHandle each : pending) {
                        each.cancel();
                    }
                });
    }

    private static Coroutine<Void> threadsafe(int n) {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Counter counter = new Counter();
                    Measure.best(
                            "threadsafe",
                            n,
                            () -> {
                                Future<Void> all = loop.createFuture();
                                counter.left = n;
                                counter.all = all;
                                Thread poster =
                                        Thread.ofPlatform()
                                                .start(
                                                        () -> {
                                                            for (int i = 0; i < n; i++) {
                                                                loop.callSoonThreadsafe(counter);
                                                            }
                                                        });
                                await(all);
                                poster.join();
                            });
                });
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
                    List<Task<?>> all = new ArrayList<>();
                    for (int i = 0; i < n; i++) {
                        all.add(createTask(maker.get()));
                    }
                    for (Task<?> task : all) {
                        await(task);
                    }
                    System.out.printf(
                            Locale.ROOT, "wall %.3f s%n", (System.nanoTime() - start) / 1e9);
                });
    }

    /// Counts its calls down, and completes a future, if it has one, with the last.
    private static final class Counter implements Runnable {

        int left;
        Future<Void> all;

        @Override
        public void run() {
            Future<Void> waiting = all;
            if (--left == 0 && waiting != null) {
                waiting.setResult(null);
            }
        }

        void ensureZero() {
            if (left != 0) {
                throw new IllegalStateException(left + " callbacks did not run");
            }
        }
    }
}
