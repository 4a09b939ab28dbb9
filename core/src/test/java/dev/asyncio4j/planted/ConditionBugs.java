// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Condition;
import java.util.ArrayDeque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the condition: notifications that get lost, locks that are not there.
final class ConditionBugs {

    private static final String FILE = "sync/Condition.java";
    private static final Law LAW =
            new Law(
                    "who waits for a condition has it and the lock, and no notification is lost",
                    ConditionBugs::market);

    private static final Law LOCK =
            new Law("who is notified waits for the lock", ConditionBugs::notifiedEarly);

    private ConditionBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "condition: a cancelled waiter forgets to notify another",
                        LAW,
                        FILE,
                        "waiters.wakeNext(); // it may have been notified, and will not act on that",
                        ""),
                new Planted.Line(
                        "condition: a second cancellation comes out without the lock",
                        LAW,
                        FILE,
                        "cancelled = error;",
                        "throw error;"),
                new Planted.Line(
                        "condition: a cancellation while the lock is retaken is swallowed",
                        LAW,
                        FILE,
                        "if (cancelled != null) {",
                        "if (cancelled == null && lock == null) {"),
                new Planted.Line(
                        "condition: the predicate is not asked again",
                        LAW,
                        FILE,
                        "while (!predicate.getAsBoolean()) {",
                        "if (!predicate.getAsBoolean()) {"),
                new Planted.Line(
                        "condition: returns without the lock",
                        LOCK,
                        FILE,
                        "waiters.leave(place);\n                retakeLock();",
                        "waiters.leave(place);\n                if (!lock.isLocked()) retakeLock();"));
    }

    /// Two who buy, one of whom is cancelled; one who sells; one who takes without asking.
    private static Coroutine<?> market() {
        Condition condition = new Condition();
        ArrayDeque<String> goods = new ArrayDeque<>();
        return async(
                () -> {
                    Task<?> first = createTask(buyer(condition, goods, 6));
                    Task<?> second = createTask(buyer(condition, goods, 8));
                    Task<?> seller = createTask(selling(condition, goods, 2));
                    Task<?> thief = createTask(stealing(condition, goods, 14));
                    Task<?> canceller = createTask(cancelling(first, 10));
                    await(seller);
                    ended(first);
                    await(canceller);
                    await(thief);
                    if (goods.isEmpty()) {
                        await(selling(condition, goods, 0));
                    }
                    await(second);
                    check(!condition.isLocked(), "still locked");
                });
    }

    /// The seller keeps the lock for a while.
    private static Coroutine<?> notifiedEarly() {
        Condition condition = new Condition();
        ArrayDeque<String> goods = new ArrayDeque<>();
        return async(
                () -> {
                    Task<?> buyer = createTask(buyer(condition, goods, 4));
                    await(selling(condition, goods, 1));
                    await(buyer);
                });
    }

    private static Coroutine<@Nullable Void> buyer(
            Condition condition, ArrayDeque<String> goods, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(
                            condition.use(
                                    () -> {
                                        try {
                                            await(condition.waitFor(() -> !goods.isEmpty()));
                                            check(goods.poll() != null, "nothing there");
                                        } finally {
                                            check(
                                                    condition.lock().owner() == currentTask(),
                                                    "has not the lock");
                                            turns(1);
                                        }
                                    }));
                });
    }

    private static Coroutine<@Nullable Void> selling(
            Condition condition, ArrayDeque<String> goods, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(
                            condition.use(
                                    () -> {
                                        goods.add("one");
                                        condition.notify(1);
                                        turns(1);
                                    }));
                });
    }

    private static Coroutine<@Nullable Void> stealing(
            Condition condition, ArrayDeque<String> goods, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(condition.use(() -> List.of(goods.size(), String.valueOf(goods.poll()))));
                });
    }
}
