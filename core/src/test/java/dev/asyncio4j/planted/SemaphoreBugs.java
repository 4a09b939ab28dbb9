// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the semaphore: permits that get lost, are made, or go to the wrong task.
final class SemaphoreBugs {

    private static final String FILE = "sync/Semaphore.java";
    private static final Law COUNT =
            new Law(
                    "a semaphore lets so many in, and has all permits in the end",
                    SemaphoreBugs::counting);

    private static final Law TOGETHER =
            new Law("a free permit is not waited for", SemaphoreBugs::meeting);

    private SemaphoreBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "semaphore: a permit leaks when its waiter is cancelled",
                        COUNT,
                        FILE,
                        "value++; // it was ours, and we will not use it",
                        ""),
                new Planted.Line(
                        "semaphore: a cancelled waiter releases what it never had",
                        COUNT,
                        FILE,
                        "if (waiters.leave(place)) {",
                        "if (waiters.leave(place) | true) {"),
                new Planted.Line(
                        "semaphore: a cancelled waiter keeps the wake-up",
                        COUNT,
                        FILE,
                        "}\n        wakeAsValueAllows();",
                        "}"),
                new Planted.Line(
                        "semaphore: waking takes no permit",
                        COUNT,
                        FILE,
                        "value--; // on behalf of who is woken",
                        ""),
                new Planted.Line(
                        "wait queue: the cancelled are woken",
                        COUNT,
                        "sync/Place.java",
                        "if (future.isDone()) {",
                        "if (future == null) {"),
                new Planted.Line(
                        "semaphore: who goes on forgets those that queued behind it",
                        TOGETHER,
                        FILE,
                        "        waiters.leave(place);\n        wakeAsValueAllows();",
                        "waiters.leave(place);"));
    }

    private static Coroutine<?> counting() {
        Semaphore semaphore = new Semaphore(2);
        int[] inside = {0};
        return async(
                () -> {
                    List<Task<?>> users = new ArrayList<>();
                    for (int delay : List.of(0, 0, 3, 3, 6)) {
                        users.add(createTask(user(semaphore, inside, delay)));
                    }
                    await(cancelling(users.get(3), 6));
                    for (Task<?> each : users) {
                        ended(each);
                    }
                    check(semaphore.statistics().value() == 2, "permits: " + semaphore);
                    check(!semaphore.isLocked(), "nobody is there, but " + semaphore);
                });
    }

    private static Coroutine<@Nullable Void> user(Semaphore semaphore, int[] inside, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(semaphore.use(() -> stay(inside)));
                });
    }

    private static void stay(int[] inside) {
        check(++inside[0] <= 2, "three inside");
        try {
            turns(1);
        } finally {
            inside[0]--;
        }
    }

    /// The last two are inside at the same time, or never come out.
    private static Coroutine<?> meeting() {
        Semaphore semaphore = new Semaphore(2);
        Event met = new Event();
        return async(
                () -> {
                    List<Task<?>> users = new ArrayList<>();
                    users.add(createTask(user(semaphore, new int[1], 0)));
                    users.add(createTask(user(semaphore, new int[1], 0)));
                    users.add(createTask(semaphore.use(() -> await(met.waitOn()))));
                    turns(4);
                    await(semaphore.use(met::set));
                    for (Task<?> each : users) {
                        await(each);
                    }
                });
    }
}
