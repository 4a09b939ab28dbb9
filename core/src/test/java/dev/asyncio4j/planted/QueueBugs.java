// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueEmpty;
import dev.asyncio4j.sync.QueueFull;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in how a queue hands items over.
final class QueueBugs {

    private static final String FILE = "sync/Queue.java";
    private static final Law GETTERS =
            new Law(
                    "an item that a cancelled getter was woken for goes to another",
                    QueueBugs::getters);
    private static final Law PUTTERS =
            new Law(
                    "room that a cancelled putter was woken for goes to another",
                    QueueBugs::putters);
    private static final Law THIEVES =
            new Law("who is woken looks again, for others may be faster", QueueBugs::thieves);

    private QueueBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "queue: a cancelled getter keeps the wake-up, and the item is lost to all",
                        GETTERS,
                        FILE,
                        "if (getters.leave(place) && !isEmpty()) {\n            getters.wakeNext();",
                        "if (getters.leave(place) && !isEmpty()) {"),
                new Planted.Line(
                        "queue: a cancelled putter keeps the wake-up, and the room is lost to all",
                        PUTTERS,
                        FILE,
                        "if (putters.leave(place) && !isFull()) {\n            putters.wakeNext();",
                        "if (putters.leave(place) && !isFull()) {"),
                new Planted.Line(
                        "queue: get does not tell who waits for room",
                        PUTTERS,
                        FILE,
                        "T item = items.take();\n        putters.wakeNext();",
                        "T item = items.take();"),
                new Planted.Line(
                        "queue: a woken getter does not look again",
                        THIEVES,
                        FILE,
                        "} while (isEmpty());",
                        "} while (isEmpty() && items == null);"),
                new Planted.Line(
                        "queue: a woken putter does not look again",
                        THIEVES,
                        FILE,
                        "} while (isFull());",
                        "} while (isFull() && items == null);"));
    }

    private static Coroutine<?> getters() {
        Queue<String> queue = new Queue<>();
        return async(
                () -> {
                    Task<?> first = createTask(getter(queue, 3));
                    Task<?> second = createTask(getter(queue, 4));
                    turns(1);
                    queue.putNoWait("item");
                    await(cancelling(first, 0));
                    if (!first.isCancelled()) {
                        await(queue.put("another"));
                    }
                    await(second);
                    check(queue.isEmpty(), "nobody took " + queue);
                });
    }

    private static Coroutine<String> getter(Queue<String> queue, int delay) {
        return async(
                () -> {
                    turns(delay);
                    return await(queue.get());
                });
    }

    private static Coroutine<?> putters() {
        Queue<String> queue = new Queue<>(1);
        return async(
                () -> {
                    queue.putNoWait("filling");
                    Task<?> first = createTask(putter(queue, "first", 3));
                    Task<?> second = createTask(putter(queue, "second", 4));
                    turns(1);
                    List<String> got = new ArrayList<>(List.of(queue.getNoWait()));
                    await(cancelling(first, 0));
                    got.add(await(queue.get()));
                    if (!first.isCancelled()) {
                        got.add(await(queue.get()));
                    }
                    await(second);
                    check(queue.isEmpty() && got.contains("second"), "got " + got);
                });
    }

    private static Coroutine<@Nullable Void> putter(Queue<String> queue, String item, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(queue.put(item));
                });
    }

    /// One who takes and one who puts without waiting, beside those who wait.
    private static Coroutine<?> thieves() {
        Queue<String> queue = new Queue<>(1);
        List<String> got = new ArrayList<>();
        return async(
                () -> {
                    Task<?> thief = createTask(async(() -> stealing(queue, got)));
                    Task<?> putter =
                            createTask(
                                    async(
                                            () -> {
                                                turns(2);
                                                await(queue.put("a"));
                                                turns(4);
                                                await(queue.put("b"));
                                            }));
                    Task<?> getter =
                            createTask(
                                    async(
                                            () -> {
                                                turns(4);
                                                got.add(await(queue.get()));
                                            }));
                    await(thief);
                    await(sleep(1)); // until nothing moves any more
                    if (!putter.isDone()) {
                        queue.getNoWait();
                    }
                    if (!getter.isDone()) {
                        queue.putNoWait("c");
                    }
                    await(putter);
                    await(getter);
                    check(!got.contains(null), "took what was not there: " + got);
                });
    }

    private static void stealing(Queue<String> queue, List<String> got) {
        turns(12);
        try {
            got.add(queue.getNoWait());
        } catch (QueueEmpty nothing) {
            turns(1);
        }
        turns(3);
        try {
            queue.putNoWait("stolen");
        } catch (QueueFull noRoom) {
            turns(1);
        }
    }
}
