// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.testing.VirtualTime;
import elsewhere.Scenes;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class TaskDumpTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final EventLoop loop = new EventLoop(VirtualTime.options());
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch latch = new CountDownLatch(1);

    private static String withoutLines(Object text) {
        return text.toString().replaceAll("java:\\d+", "java").replaceAll("Task-\\d+", "Task-N");
    }

    @Test
    void of_namesEachTask_itsState_whatItWaitsFor_andWhere() {
        String[] seen = {""};
        loop.runUntilComplete(
                async(
                        "main",
                        () -> {
                            Future<Object> future = loop.createFuture();
                            Task<Void> inner = createTask(Scenes.waitsFor(future), "inner");
                            Task<Void> outer = createTask(Scenes.waitsFor(inner), "outer");
                            Task<Void> nap = createTask(sleep(0), "nap");
                            await(sleep(0));
                            createTask(sleep(1), "new").cancel();
                            seen[0] = withoutLines(TaskDump.of(loop));
                            outer.cancel();
                            await(nap);
                            await(sleep(0));
                        }));

        assertThat(seen[0])
                .isEqualTo(
                        """
                        5 tasks in <EventLoop running=true closed=false debug=false ready=2 timers=0>
                        'Task-N' running, main
                        'inner' waiting, waits, for <Future pending>, awaited by 'outer'
                            at elsewhere.Scenes.waitHere(Scenes.java)
                            at elsewhere.Scenes.lambda$waitsFor$0(Scenes.java)
                        'outer' waiting, waits, for task 'inner'
                            at elsewhere.Scenes.waitHere(Scenes.java)
                            at elsewhere.Scenes.lambda$waitsFor$0(Scenes.java)
                        'nap' ready, sleep
                        'new' created, sleep\
                        """);
    }

    @Test
    void of_aLoopThatDoesNotRun_looksAtIt() throws Exception {
        var task = loop.createTask(sleep(1), "later");

        assertThat(TaskDump.of(loop, LONG).toString())
                .isEqualTo(
                        """
                        1 task in <EventLoop running=false closed=false debug=false ready=1 timers=0>
                        'later' created, sleep\
                        """);
        loop.runUntilComplete(task);
    }

    @Test
    void of_fromAnotherThread_isMadeByTheLoop() throws Exception {
        var waits = new EventLoop();
        var begun = new CountDownLatch(1);
        Future<Object> future = waits.createFuture();
        var run =
                start(
                        () -> {
                            waits.callSoon(begun::countDown);
                            return waits.runUntilComplete(Scenes.waitsFor(future));
                        });
        begun.await();

        TaskDump dump = TaskDump.of(waits, LONG);

        assertThat(dump.blocked()).isEmpty();
        assertThat(withoutLines(dump)).contains("waiting, waits, for <Future pending>\n");
        waits.callSoonThreadsafe(() -> future.setResult(1));
        run.get();
    }

    @Test
    @Tag("real-time")
    void of_aLoopThatIsBlockedByATask_showsWhereThatIs() throws Exception {
        loop.callSoon(begun::countDown);
        var run = start(() -> loop.runUntilComplete(Scenes.blocksOn(latch)));
        TaskDump dump = stuckDump();

        assertThat(dump.blocked())
                .extracting(StackTraceElement::getMethodName)
                .contains("await", "blockHere");
        assertThat(dump.without(frame -> !frame.getMethodName().equals("blockHere")))
                .extracting(TaskDumpTest::withoutLines)
                .isEqualTo(
                        """
                        The loop does not answer; it is
                            at elsewhere.Scenes.blockHere(Scenes.java)
                        1 task in <EventLoop running=true closed=false debug=false ready=0 timers=0>
                        'Task-N' running, blocks
                            at elsewhere.Scenes.blockHere(Scenes.java)\
                        """);
        latch.countDown();
        run.get();
    }

    @Test
    @Tag("real-time")
    void of_aLoopInWhichATaskSpins_showsWhereThatIs() throws Exception {
        loop.callSoon(begun::countDown);
        var run = start(() -> loop.runUntilComplete(Scenes.spinsUntilZero(latch)));
        assertThat(stuckDump().blocked())
                .extracting(StackTraceElement::getMethodName)
                .contains("spinHere");
        latch.countDown();
        run.get();
    }

    @Test
    @Tag("real-time")
    void of_aLoopThatIsBlockedByACallback_showsWhereThatIs() throws Exception {
        loop.callSoon(begun::countDown);
        loop.callSoon(() -> Scenes.blockHere(latch));
        var run = start(() -> loop.runUntilComplete(sleep(1)));
        TaskDump dump = stuckDump();

        assertThat(dump.blocked())
                .extracting(StackTraceElement::getMethodName)
                .contains("await", "blockHere");
        assertThat(dump.blocked())
                .noneMatch(frame -> frame.getClassName().startsWith("dev.asyncio4j.loop"));
        latch.countDown();
        run.get();
    }

    /// The dump of a loop whose thread has come to where it stays. Nobody asks before its turn has
    /// begun: what is asked earlier stands behind the task that blocks, and counts as ready.
    private TaskDump stuckDump() throws Exception {
        begun.await();
        while (true) {
            TaskDump dump = TaskDump.of(loop, Duration.ofMillis(20));
            if (dump.blocked().stream().anyMatch(f -> f.getClassName().startsWith("elsewhere"))) {
                return dump;
            }
        }
    }

    private static FutureTask<Object> start(Callable<Object> run) {
        var started = new FutureTask<>(run);
        Thread.ofPlatform().daemon().start(started);
        return started;
    }
}
