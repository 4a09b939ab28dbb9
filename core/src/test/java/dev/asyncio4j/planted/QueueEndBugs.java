// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueShutDown;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in how a queue ends: `join`, `taskDone`, `shutdown`.
final class QueueEndBugs {

    private static final String FILE = "sync/Queue.java";
    private static final Law JOIN =
            new Law("join returns when all is done, and not before", QueueEndBugs::joining);
    private static final Law SHUTDOWN =
            new Law("a shutdown queue keeps nobody waiting", QueueEndBugs::shuttingDown);

    private QueueEndBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "queue: join counts what is taken as done",
                        JOIN,
                        FILE,
                        "if (unfinished == 1) {",
                        "if (isEmpty()) {"),
                new Planted.Line(
                        "queue: put does not tell join that there is more to do",
                        JOIN,
                        FILE,
                        "finished.clear();",
                        ""),
                new Planted.Line(
                        "queue: a shutdown forgets the putters",
                        SHUTDOWN,
                        FILE,
                        "putters.wakeAll();",
                        ""),
                new Planted.Line(
                        "queue: a shutdown wakes one getter only",
                        SHUTDOWN,
                        FILE,
                        "getters.wakeAll();",
                        "getters.wakeNext();"),
                new Planted.Line(
                        "queue: what a shutdown drops is still to be done",
                        SHUTDOWN,
                        FILE,
                        "if (unfinished > 0) {\n                unfinished--;",
                        "if (unfinished > 0) {"));
    }

    private static Coroutine<?> joining() {
        Queue<Integer> queue = new Queue<>();
        int[] done = {0};
        return async(
                () -> {
                    var workers =
                            List.of(
                                    createTask(worker(queue, done)),
                                    createTask(worker(queue, done)));
                    await(queue.put(1));
                    turns(8);
                    await(queue.put(2));
                    turns(8);
                    await(queue.join());
                    check(done[0] == 2, "joined when so many were done: " + done[0]);
                    for (Task<?> each : workers) {
                        await(each);
                    }
                });
    }

    private static Coroutine<@Nullable Void> worker(Queue<Integer> queue, int[] done) {
        return async(
                () -> {
                    await(queue.get());
                    turns(2);
                    done[0]++;
                    queue.taskDone();
                });
    }

    private static Coroutine<?> shuttingDown() {
        Queue<Integer> queue = new Queue<>(1);
        return async(
                () -> {
                    var tasks =
                            List.of(
                                    createTask(putting(queue)),
                                    createTask(putting(queue)),
                                    createTask(getting(queue)),
                                    createTask(getting(queue)));
                    turns(25);
                    queue.shutdown(true);
                    for (Task<?> each : tasks) {
                        await(each);
                    }
                    await(queue.join());
                });
    }

    private static Coroutine<@Nullable Void> putting(Queue<Integer> queue) {
        return async(
                () -> {
                    try {
                        await(queue.put(1));
                        turns(2);
                        await(queue.put(2));
                    } catch (QueueShutDown end) {
                        turns(1);
                    }
                });
    }

    private static Coroutine<@Nullable Void> getting(Queue<Integer> queue) {
        return async(
                () -> {
                    try {
                        for (int i = 0; i < 2; i++) {
                            await(queue.get());
                            queue.taskDone();
                            turns(3);
                        }
                    } catch (QueueShutDown end) {
                        turns(1);
                    }
                });
    }
}
