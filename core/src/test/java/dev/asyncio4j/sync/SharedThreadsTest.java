// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Threads and tasks at one queue and one event, in real time and with bounded counts.
@Tag("real-time")
class SharedThreadsTest {
    private static final int ITEMS = 5_000; // of each producer

    /// A call on a thread of its own; `get()` gives its result or its failure.
    private static <T> FutureTask<T> onThread(boolean virtual, Callable<T> call) {
        FutureTask<T> job = new FutureTask<>(call);
        (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(job);
        return job;
    }

    private static void turnsUntil(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            await(sleep(0));
        }
    }

    // ---- the order

    @Test
    void getters_taskThreadTask_areServedInOrder() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>();
        List<Integer> got = new ArrayList<>();
        List<FutureTask<Integer>> threads = new ArrayList<>();

        run(
                async(
                        () -> {
                            Task<Integer> first = createTask(queue.get());
                            turnsUntil(() -> queue.statistics().getters() == 1);
                            threads.add(onThread(false, queue::getBlocking));
                            turnsUntil(() -> queue.statistics().getters() == 2);
                            Task<Integer> last = createTask(queue.get());
                            turnsUntil(() -> queue.statistics().getters() == 3);
                            assertThat(queue.waiters()).containsExactly(first, last);
                            assertThat(queue.waitingThreads()).hasSize(1);
                            for (int i = 1; i <= 3; i++) {
                                queue.putNoWait(i);
                            }
                            got.add(await(first));
                            got.add(await(last));
                        }));

        assertThat(got).containsExactly(1, 3);
        assertThat(threads.getFirst().get()).isEqualTo(2);
    }

    @Test
    void putters_threadAndTask_putInOrder() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>(1);
        queue.putNoWait(0);

        run(
                async(
                        () -> {
                            var thread =
                                    onThread(
                                            true,
                                            () -> {
                                                queue.putBlocking(1);
                                                return null;
                                            });
                            turnsUntil(() -> queue.statistics().putters() == 1);
                            Task<Void> task = createTask(queue.put(2));
                            turnsUntil(() -> queue.statistics().putters() == 2);
                            for (int i = 0; i < 3; i++) {
                                assertThat(await(queue.get())).isEqualTo(i);
                            }
                            await(task);
                            assertThat(thread.get()).isNull();
                        }));
    }

    // ---- everything at once

    @Test
    void items_betweenTasksAndThreads_areGotOnceAndInOrder() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>(3);
        List<List<Integer>> got = new ArrayList<>();
        List<FutureTask<List<Integer>>> consumers = new ArrayList<>();
        List<FutureTask<?>> producers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int number = i;
            producers.add(onThread(i == 0, () -> putAll(queue, number)));
            consumers.add(onThread(i == 0, () -> getAll(queue)));
        }
        run(
                async(
                        () -> {
                            List<Task<Void>> putting = new ArrayList<>();
                            List<Task<List<Integer>>> getting = new ArrayList<>();
                            for (int i = 2; i < 4; i++) {
                                putting.add(createTask(puttingAll(queue, i)));
                                getting.add(createTask(gettingAll(queue)));
                            }
                            for (Task<Void> each : putting) {
                                await(each);
                            }
                            turnsUntil(() -> producers.stream().allMatch(FutureTask::isDone));
                            queue.shutdown();
                            for (Task<List<Integer>> each : getting) {
                                got.add(await(each));
                            }
                        }));
        for (var each : producers) {
            each.get();
        }
        for (var each : consumers) {
            got.add(each.get());
        }

        got.forEach(SharedThreadsTest::assertEachProducersInOrder);
        assertThat(got.stream().flatMap(List::stream).sorted())
                .hasSize(4 * ITEMS)
                .doesNotHaveDuplicates();
    }

    private static Void putAll(SharedQueue<Integer> queue, int producer)
            throws InterruptedException {
        for (int i = 0; i < ITEMS; i++) {
            queue.putBlocking(producer * ITEMS + i);
        }
        return null;
    }

    private static List<Integer> getAll(SharedQueue<Integer> queue) throws InterruptedException {
        List<Integer> got = new ArrayList<>();
        try {
            while (true) {
                got.add(queue.getBlocking());
            }
        } catch (QueueShutDown end) {
            return got;
        }
    }

    private static Coroutine<Void> puttingAll(SharedQueue<Integer> queue, int producer) {
        return async(
                () -> {
                    for (int i = 0; i < ITEMS; i++) {
                        await(queue.put(producer * ITEMS + i));
                    }
                });
    }

    private static Coroutine<List<Integer>> gettingAll(SharedQueue<Integer> queue) {
        Body<List<Integer>> body =
                () -> {
                    List<Integer> got = new ArrayList<>();
                    try {
                        while (true) {
                            got.add(await(queue.get()));
                        }
                    } catch (QueueShutDown end) {
                        return got;
                    }
                };
        return async(body);
    }

    private static void assertEachProducersInOrder(List<Integer> got) {
        Map<Integer, Integer> latest = new HashMap<>();
        for (int item : got) {
            Integer before = latest.put(item / ITEMS, item);
            assertThat(before == null || before < item).isTrue();
        }
    }

    // ---- nothing lost

    /// What a storm of cancellations is sent through.
    private interface Line {
        void put(int item) throws InterruptedException;

        Coroutine<Integer> get();

        int rest();
    }

    @Test
    void cancel_whileAThreadPuts_losesNothing() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>(2);

        int lost =
                lostInAStorm(
                        new Line() {
                            @Override
                            public void put(int item) throws InterruptedException {
                                queue.putBlocking(item);
                            }

                            @Override
                            public Coroutine<Integer> get() {
                                return queue.get();
                            }

                            @Override
                            public int rest() {
                                return queue.qsize();
                            }
                        });

        assertThat(lost).isZero();
    }

    /// The test above would find it: here the item goes by a plain future.
    @Test
    void cancel_whileAThreadPutsIntoABrokenTwin_losesItems() throws Exception {
        assertThat(lostInAStorm(new BrokenQueue())).isPositive();
    }

    private static int lostInAStorm(Line line) throws Exception {
        FutureTask<Integer> putter =
                onThread(
                        false,
                        () -> {
                            for (int i = 0; i < ITEMS; i++) {
                                line.put(i);
                            }
                            return ITEMS;
                        });
        int[] got = new int[1];
        run(
                async(
                        () -> {
                            SplittableRandom random = new SplittableRandom(1);
                            while (!putter.isDone() || line.rest() > 0) {
                                Task<Integer> getter = createTask(line.get());
                                for (int turns = random.nextInt(4); turns > 0; turns--) {
                                    await(sleep(0));
                                }
                                getter.cancel();
                                try {
                                    await(getter);
                                    got[0]++;
                                } catch (CancelledError expected) {
                                    continue;
                                }
                            }
                        }));
        return putter.get() - got[0];
    }

    @Test
    void interruptAndTimeOut_whileTasksPut_loseNothing() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>(1);
        List<Integer> got = new ArrayList<>();
        Thread getter =
                Thread.ofPlatform()
                        .start(
                                () -> {
                                    while (true) {
                                        try {
                                            got.add(queue.getBlocking(Duration.ofNanos(20_000)));
                                        } catch (InterruptedException | TimeoutError again) {
                                            continue;
                                        } catch (QueueShutDown end) {
                                            return;
                                        }
                                    }
                                });
        run(
                async(
                        () -> {
                            for (int i = 0; i < ITEMS; i++) {
                                Coroutine<Void> put = queue.put(i);
                                if (i % 3 == 0) {
                                    getter.interrupt();
                                }
                                await(put);
                            }
                            queue.shutdown();
                        }));
        getter.join();

        assertThat(got).hasSize(ITEMS).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void interrupt_whileBlocked_leavesTheLine() throws Exception {
        SharedQueue<Integer> queue = new SharedQueue<>();
        boolean[] interrupted = new boolean[1];
        Thread getter =
                Thread.ofVirtual()
                        .start(
                                () -> {
                                    try {
                                        queue.getBlocking();
                                    } catch (InterruptedException expected) {
                                        interrupted[0] = true;
                                    }
                                });
        while (queue.statistics().getters() == 0) {
            Thread.onSpinWait();
        }

        getter.interrupt();
        getter.join();

        assertThat(interrupted[0]).isTrue();
        queue.putNoWait(1);
        assertThat(queue.getNoWait()).isEqualTo(1);
    }

    // ---- the event

    @Test
    void event_setByAThread_wakesTasksAndThreads() throws Exception {
        for (int round = 0; round < 200; round++) {
            SharedEvent event = new SharedEvent();
            int[] written = new int[1];
            FutureTask<Integer> thread =
                    onThread(
                            round % 2 == 0,
                            () -> {
                                event.waitBlocking();
                                return written[0];
                            });
            FutureTask<Void> setter =
                    onThread(
                            round % 3 == 0,
                            () -> {
                                written[0] = 7;
                                event.set();
                                return null;
                            });
            int seen =
                    run(
                            async(
                                    () -> {
                                        await(event.waitOn());
                                        return written[0];
                                    }));

            assertThat(seen).isEqualTo(7);
            assertThat(thread.get()).isEqualTo(7);
            setter.get();
            assertThat(event.statistics().waiting()).isZero();
        }
    }

    @Test
    void event_setByATask_wakesABlockedThread() throws Exception {
        SharedEvent event = new SharedEvent();
        FutureTask<String> thread =
                onThread(
                        false,
                        () -> {
                            event.waitBlocking(Duration.ofMinutes(1));
                            return "woken";
                        });

        run(
                async(
                        () -> {
                            turnsUntil(() -> event.waitingThreads().size() == 1);
                            event.set();
                        }));

        assertThat(thread.get()).isEqualTo("woken");
    }

    /// A queue whose getter waits by a future that any cancellation hits.
    private static final class BrokenQueue implements Line {
        private final ArrayDeque<Integer> items = new ArrayDeque<>();
        private Future<Integer> waiter;

        @Override
        public void put(int item) {
            while (rest() >= 2) {
                Thread.onSpinWait();
            }
            hand(item);
        }

        private synchronized void hand(int item) {
            Future<Integer> served = waiter;
            waiter = null;
            if (served == null) {
                items.add(item);
                return;
            }
            served.loop()
                    .callSoonThreadsafe(
                            () -> {
                                if (!served.isDone()) {
                                    served.setResult(item);
                                }
                            });
        }

        @Override
        public Coroutine<Integer> get() {
            return async(() -> takeOrWait());
        }

        private int takeOrWait() {
            Future<Integer> mine;
            synchronized (this) {
                Integer item = items.poll();
                if (item != null) {
                    return item;
                }
                mine = EventLoop.running().createFuture();
                waiter = mine;
            }
            return await(mine);
        }

        @Override
        public synchronized int rest() {
            return items.size();
        }
    }
}
