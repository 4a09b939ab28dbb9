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
import dev.asyncio4j.sync.Lock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the lock and in the wait queue below it.
final class LockBugs {

    private static final Law ORDER =
            new Law("a lock lets one in at a time, in the order of arrival", LockBugs::queueing);
    private static final Law CANCEL =
            new Law("a lock outlives the cancellation of who waits for it", LockBugs::cancelled);

    private LockBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "lock: a cancelled waiter keeps its wake-up (lost wake)",
                        CANCEL,
                        "sync/Lock.java",
                        "waiters.wakeHead(); // the wake-up may have been ours",
                        ""),
                new Planted.Line(
                        "lock: newcomers pass those who wait (barging)",
                        ORDER,
                        "sync/Lock.java",
                        "return locked || waiters.hasLive();",
                        "return locked;"),
                new Planted.Line(
                        "wait queue: who is woken already does not count",
                        ORDER,
                        "sync/Waiters.java",
                        "if (woken > 0) {",
                        "if (woken < 0) {"),
                new Planted.Line(
                        "wait queue: who leaves stays counted as called",
                        ORDER,
                        "sync/Waiters.java",
                        "called--;",
                        ";"),
                new Planted.Line(
                        "wait queue: the last comes first",
                        ORDER,
                        "sync/Waiters.java",
                        "Place head = first;",
                        "Place head = last; first = last;"));
    }

    private static Coroutine<?> queueing() {
        Lock lock = new Lock();
        List<Integer> waiting = new ArrayList<>();
        int[] inside = {0};
        return async(
                () -> {
                    List<Task<?>> users = new ArrayList<>();
                    for (int i = 0; i < 3; i++) {
                        users.add(createTask(user(lock, waiting, inside, i)));
                    }
                    for (Task<?> each : users) {
                        await(each);
                    }
                    check(!lock.isLocked() && waiting.isEmpty(), "left: " + lock + waiting);
                });
    }

    private static Coroutine<@Nullable Void> user(
            Lock lock, List<Integer> waiting, int[] inside, int number) {
        return async(
                () -> {
                    turns(number * 3);
                    for (int i = 0; i < 2; i++) {
                        waiting.add(number);
                        await(lock.use(() -> stay(waiting, inside, number)));
                        turns(8);
                    }
                });
    }

    private static void stay(List<Integer> waiting, int[] inside, int number) {
        check(++inside[0] == 1, "two inside");
        check(waiting.removeFirst() == number, number + " came out of turn");
        turns(1);
        inside[0]--;
    }

    private static Coroutine<?> cancelled() {
        Lock lock = new Lock();
        return async(
                () -> {
                    Task<?> holder = createTask(holding(lock, 0));
                    Task<?> victim = createTask(holding(lock, 2));
                    Task<?> next = createTask(holding(lock, 3));
                    await(cancelling(victim, 4));
                    ended(holder);
                    ended(next);
                    await(lock.use(() -> turns(1)));
                });
    }

    private static Coroutine<@Nullable Void> holding(Lock lock, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(lock.use(() -> turns(1)));
                });
    }
}
