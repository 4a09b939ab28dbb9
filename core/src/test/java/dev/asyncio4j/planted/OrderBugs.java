// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.ended;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Lock;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes of programs: they rely on an order that nobody promises.
final class OrderBugs {

    private OrderBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Program(
                        "program: reads before another has written",
                        new Law("who needs a result awaits it", () -> reading(false)),
                        () -> reading(true)),
                new Planted.Program(
                        "program: takes two locks in two orders (deadlock)",
                        new Law("locks are taken in one order", () -> locking(false)),
                        () -> locking(true)),
                new Planted.Program(
                        "program: relies on the order of equal timers",
                        new Law("timers in order of their times", () -> timing(false)),
                        () -> timing(true)),
                new Planted.Program(
                        "program: relies on the order of thread calls",
                        new Law("thread calls one after the other", () -> calling(false)),
                        () -> calling(true)),
                new Planted.Program(
                        "program: swallows its cancellation and leaves it counted (missed uncancel)",
                        new Law(
                                "who swallows a cancellation takes it back",
                                () -> swallowing(false)),
                        () -> swallowing(true)));
    }

    private static Coroutine<?> reading(boolean broken) {
        String[] config = new String[1];
        return async(
                () -> {
                    Task<?> writer = createTask(async(() -> config[0] = "ready"));
                    Task<?> reader =
                            createTask(
                                    async(
                                            () -> {
                                                if (!broken) {
                                                    await(writer);
                                                }
                                                check(config[0] != null, "read too early");
                                            }));
                    await(gather(writer, reader));
                });
    }

    private static Coroutine<?> locking(boolean broken) {
        Lock a = new Lock();
        Lock b = new Lock();
        return async(
                () -> {
                    Task<?> one = createTask(both(a, b, 0));
                    Task<?> two = createTask(both(broken ? b : a, broken ? a : b, 5));
                    await(gather(one, two));
                });
    }

    private static Coroutine<@Nullable Void> both(Lock first, Lock second, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(
                            first.use(
                                    () -> {
                                        turns(1);
                                        await(second.use(() -> turns(1)));
                                    }));
                });
    }

    private static Coroutine<?> timing(boolean broken) {
        return inOrder(after(1), broken ? after(1) : after(2));
    }

    private static Coroutine<@Nullable Void> after(double delay) {
        return async(() -> await(sleep(delay)));
    }

    private static Coroutine<?> calling(boolean broken) {
        return inOrder(
                async(() -> check(await(toThread(() -> 1)) == 1, "another result")),
                async(
                        () -> {
                            if (!broken) {
                                await(sleep(1)); // not before the call has ended
                            }
                            check(await(toThread(() -> 2)) == 2, "another result");
                        }));
    }

    private static Coroutine<?> inOrder(
            Coroutine<@Nullable Void> first, Coroutine<@Nullable Void> second) {
        List<String> order = new ArrayList<>();
        return async(
                () -> {
                    Task<?> one = createTask(noting(order, "one", first));
                    await(gather(one, createTask(noting(order, "two", second))));
                    check(order.equals(List.of("one", "two")), "order: " + order);
                });
    }

    private static Coroutine<@Nullable Void> noting(
            List<String> order, String name, Coroutine<@Nullable Void> work) {
        return async(
                () -> {
                    await(work);
                    order.add(name);
                });
    }

    private static Coroutine<?> swallowing(boolean broken) {
        return async(
                () -> {
                    Task<?> worker =
                            createTask(
                                    async(
                                            () -> {
                                                try {
                                                    turns(3);
                                                } catch (CancelledError mine) {
                                                    if (!broken) {
                                                        currentTask().uncancel();
                                                    }
                                                }
                                                check(
                                                        currentTask().cancelling() == 0,
                                                        "still cancelling");
                                            }));
                    turns(6);
                    worker.cancel();
                    ended(worker);
                });
    }
}
