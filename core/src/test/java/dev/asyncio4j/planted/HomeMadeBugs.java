// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;

/// Mistakes in primitives that users write themselves, on futures.
final class HomeMadeBugs {

    private HomeMadeBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Program(
                        "home-made event: forgets that it was set (lost wake)",
                        new Law("an event remembers", () -> signalling(false)),
                        () -> signalling(true)),
                new Planted.Program(
                        "home-made mailbox: drops the item of a cancelled taker",
                        new Law("an item is taken or still there", () -> mailing(false)),
                        () -> mailing(true)),
                new Planted.Program(
                        "home-made lock: leaks when a waiter is cancelled",
                        new Law("a gate opens again", () -> leaking(false)),
                        () -> leaking(true)),
                new Planted.Program(
                        "home-made lock: newcomers pass those who wait",
                        new Law("first come, first served", () -> barging(false)),
                        () -> barging(true)));
    }

    private static Coroutine<?> signalling(boolean broken) {
        HomeMadeParts.Event event = new HomeMadeParts.Event(broken);
        return async(
                () -> {
                    Task<?> waiter = createTask(async(event::hold));
                    turns(1);
                    event.set();
                    await(waiter);
                });
    }

    private static Coroutine<?> mailing(boolean broken) {
        HomeMadeParts.Mailbox box = new HomeMadeParts.Mailbox(broken);
        List<Object> got = new ArrayList<>();
        return async(
                () -> {
                    Task<?> first = createTask(async(() -> got.add(box.take())));
                    turns(1);
                    Task<?> producer = createTask(async(() -> box.put("item")));
                    await(gather(producer, cancelling(first, 4)));
                    check(got.size() + box.items.size() == 1, "the item is gone");
                });
    }

    private static Coroutine<?> leaking(boolean broken) {
        HomeMadeParts.Gate gate = new HomeMadeParts.Gate(broken, false);
        return async(
                () -> {
                    gate.acquire();
                    Task<?> waiter = createTask(async(() -> gate.hold(0)));
                    turns(1);
                    Task<?> releaser = createTask(async(gate::release));
                    await(gather(releaser, cancelling(waiter, 3)));
                    gate.hold(0);
                });
    }

    private static Coroutine<?> barging(boolean broken) {
        HomeMadeParts.Gate gate = new HomeMadeParts.Gate(false, broken);
        List<String> order = new ArrayList<>();
        return async(
                () -> {
                    gate.acquire();
                    Task<?> old = createTask(taking(gate, "old", order, 0));
                    turns(1);
                    while (gate.waiters.isEmpty()) {
                        turns(1);
                    }
                    Task<?> young = createTask(taking(gate, "young", order, 4));
                    Task<?> releaser = createTask(async(gate::release));
                    await(gather(old, young, releaser));
                    check(order.getFirst().equals("old"), "the young one came first");
                });
    }

    private static Coroutine<?> taking(
            HomeMadeParts.Gate gate, String name, List<String> order, int delay) {
        return async(
                () -> {
                    turns(delay);
                    gate.acquire();
                    order.add(name);
                    gate.release();
                });
    }
}
