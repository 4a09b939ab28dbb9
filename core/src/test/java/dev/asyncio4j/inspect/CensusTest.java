// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Lock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The tasks of a loop that runs on another thread, told in slices.
class CensusTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    final EventLoop loop = new EventLoop();
    Thread runner;

    @BeforeEach
    void start() {
        runner = new Thread(loop::runForever);
        runner.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        loop.callSoonThreadsafe(
                () -> {
                    loop.setExceptionHandler((where, fault) -> {});
                    loop.stop();
                });
        runner.join();
        loop.close();
    }

    private void inLoop(Runnable action) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    action.run();
                    loop.callSoon(() -> loop.callSoon(done::countDown)); // and the tasks have begun
                });
        done.await();
    }

    private void manyTasks(int count) throws InterruptedException {
        Future<Object> never = loop.createFuture();
        inLoop(
                () -> {
                    for (int i = 0; i < count; i++) {
                        loop.createTask(elsewhere.GraphScenes.holding(never), "t" + i);
                    }
                });
    }

    @Test
    void manyTasks_areToldInSlices_withTheirStacks() throws InterruptedException {
        manyTasks(10_000);
        Census census = new Census(loop, Integer.MAX_VALUE);

        TaskDump dump = census.take(LONG, true);

        assertThat(dump.tasks()).hasSize(10_000);
        assertThat(dump.tasks().get(9_999).name()).isEqualTo("t9999");
        assertThat(dump.tasks())
                .allSatisfy(
                        task -> {
                            assertThat(task.state()).isEqualTo(Task.State.WAITING);
                            assertThat(task.stack().getFirst().getMethodName()).isEqualTo("hold");
                        });
    }

    /// How long it takes and keeps the loop is measured by `bench/cost --only stacks`, on a machine
    /// that does nothing else. What holds on any: ten times the tasks take about ten times as long.
    @Test
    @Tag("real-time")
    void time_growsAsTheTasksDo() throws InterruptedException {
        manyTasks(1_000);
        long thousand = quickestOfTen(1_000);
        manyTasks(9_000);

        assertThat(quickestOfTen(10_000)).isLessThan(40 * thousand);
    }

    /// Of several takes the best counts: what is asked is what the code can do, not what else the
    /// machine does.
    private long quickestOfTen(int count) throws InterruptedException {
        long quickest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long begin = System.nanoTime();
            assertThat(Census.take(loop, LONG, Integer.MAX_VALUE, true).tasks()).hasSize(count);
            quickest = Math.min(quickest, System.nanoTime() - begin);
        }
        return quickest;
    }

    @Test
    void tasks_thatWaitAtOnePlace_shareOneStack() throws InterruptedException {
        manyTasks(2);

        TaskDump dump = Census.take(loop, LONG, 10, true);

        assertThat(dump.tasks().get(0).stack()).isSameAs(dump.tasks().get(1).stack());
    }

    @Test
    void limit_keepsTheOldest() throws InterruptedException {
        manyTasks(10);

        TaskDump dump = Census.take(loop, LONG, 3, false);

        assertThat(dump.tasks()).extracting(TaskDump.Entry::name).containsExactly("t0", "t1", "t2");
        assertThat(dump.tasks()).allMatch(task -> task.stack().isEmpty());
    }

    @Test
    void loop_goesOnBetweenTheSlices() throws InterruptedException {
        manyTasks(20_000);
        AtomicLong turns = new AtomicLong();
        Runnable ticking =
                new Runnable() {
                    @Override
                    public void run() {
                        turns.incrementAndGet();
                        loop.callSoon(this);
                    }
                };
        inLoop(() -> loop.callSoon(ticking));
        long before = turns.get();

        Census.take(loop, LONG, Integer.MAX_VALUE, false);

        assertThat(turns.get()).isGreaterThan(before + 1);
    }

    @Test
    void waiting_tellsForWhat_andHowLong() throws InterruptedException {
        Lock lock = new Lock().named("till");
        inLoop(
                () -> {
                    loop.createTask(
                            async(() -> await(lock.use(() -> await(sleep(3600))))), "holder");
                    loop.createTask(async(() -> await(lock.acquire())), "waiter");
                });

        TaskDump dump = Census.take(loop, LONG, 10, false);

        assertThat(dump.tasks())
                .extracting(TaskDump.Entry::waitsFor)
                .containsExactly("its time", "Lock 'till', held by task 'holder'");
        assertThat(dump.tasks()).allMatch(task -> task.waited().compareTo(LONG) < 0);
    }

    @Test
    void loop_thatDoesNotAnswer_givesNull() throws InterruptedException, ExecutionException {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        loop.callSoonThreadsafe(
                () -> {
                    entered.countDown();
                    elsewhere.Scenes.blockHere(end);
                });
        entered.await();

        assertThat(Census.take(loop, Duration.ofMillis(1), 10, true)).isNull();
        end.countDown();
    }

    @Test
    void loop_thatIsClosed_givesNull() throws InterruptedException {
        EventLoop closed = new EventLoop();
        closed.close();

        assertThat(Census.take(closed, LONG, 10, true)).isNull();
    }
}
