// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.testing.VirtualTime;
import elsewhere.Points;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What is noted of tasks, and what that costs the loop.
class NotesTest {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int MANY = 10_000;

    private final EventLoop loop = new EventLoop(VirtualTime.options());
    private final Notes notes = new Notes(false);

    @AfterEach
    void close() {
        loop.setExceptionHandler((where, fault) -> {});
        loop.close();
    }

    /// Tasks that wait for `future`, made and begun.
    private List<Task<?>> waiting(Future<?> future, int count) {
        List<Task<?>> tasks = new ArrayList<>();
        loop.runUntilComplete(
                async(
                        () -> {
                            for (int i = 0; i < count; i++) {
                                tasks.add(createTask(async(() -> await(future)), "w" + i));
                            }
                            await(sleep(0));
                            await(sleep(0));
                        }));
        return tasks;
    }

    @Test
    void tasksThatWaitForTheSame_shareAllTexts() {
        List<Task<?>> tasks = waiting(loop.createFuture(), 2);

        TaskDump.Entry one = notes.add(tasks.get(0)).entry();
        TaskDump.Entry other = notes.add(tasks.get(1)).entry();

        assertThat(one.waitsFor()).isEqualTo("<Future pending>").isSameAs(other.waitsFor());
        assertThat(one.code()).isSameAs(other.code());
    }

    /// What lives while stacks are taken is copied by each collection, for which the loop stands
    /// still; what the loop allocates brings those about. An entry of a dump has 250 bytes or more.
    @Test
    void note_costsTheLoopLittle() {
        List<Task<?>> tasks = waiting(loop.createFuture(), 2 * MANY);
        tasks.subList(0, MANY).forEach(notes::add); // the compiler's share

        long before = THREADS.getCurrentThreadAllocatedBytes();
        tasks.subList(MANY, 2 * MANY).forEach(notes::add);
        long bytes = (THREADS.getCurrentThreadAllocatedBytes() - before) / MANY;

        assertThat(bytes).isLessThan(250);
    }

    @Test
    void taskThatManyAwait_namesTen_andCountsTheOthers() {
        Task<?> awaited = waiting(loop.createFuture(), 1).getFirst();
        waiting(awaited, MANY);

        TaskDump.Entry entry = notes.add(awaited).entry();

        assertThat(entry.awaitedBy()).hasSize(11).startsWith("'w0'").endsWith("and 9,990 more");
        assertThat(entry.awaiters()).hasSize(100);
        assertThat(entry.toString()).hasSizeLessThan(300);
    }

    @Test
    void pointThatFails_isNamed_andTheOthersAreTold() {
        for (Throwable failure : List.of(new StackOverflowError(), new IllegalStateException())) {
            WaitPoint point = Points.failing(failure);
            Task<?> task = waiting(loop.createFuture(point), 1).getFirst();

            assertThat(notes.add(task).entry().waitsFor())
                    .isEqualTo(
                            "a elsewhere.Points$Failing, which cannot say what it is: "
                                    + failure.getClass().getName());
        }
    }

    @Test
    void pointOfAUser_isAskedByTheLoopAlone() {
        Task<?> task = waiting(loop.createFuture(Points.of("a parcel")), 1).getFirst();

        assertThat(notes.add(task).entry().waitsFor()).isEqualTo("a parcel");
        assertThat(new Notes(true).add(task).entry().waitsFor())
                .isEqualTo("a elsewhere.Points$Named");
    }
}
