// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.Event;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in the event: signals that are undone, or not remembered.
final class EventBugs {

    private static final String FILE = "sync/Event.java";
    private static final Law LAW =
            new Law("who waits when an event is set goes on, cleared or not", EventBugs::pulses);

    private EventBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "event: an early clear sends the woken back to sleep",
                        LAW,
                        FILE,
                        "if (!set) {\n            Place",
                        "while (!set) {\n            Place"),
                new Planted.Line(
                        "event: set wakes only the first",
                        LAW,
                        FILE,
                        "waiters.wakeAll();",
                        "waiters.wakeNext();"),
                new Planted.Line(
                        "event: a set that found somebody waiting is not remembered",
                        LAW,
                        FILE,
                        "set = true;",
                        "set = waiters.size() == 0;"));
    }

    private static Coroutine<?> pulses() {
        Event event = new Event();
        return async(
                () -> {
                    var tasks =
                            List.of(createTask(waiting(event, 6)), createTask(waiting(event, 9)));
                    turns(3);
                    List<Task<?>> there = event.waiters();
                    event.set();
                    event.clear();
                    for (Task<?> each : there) {
                        await(each);
                    }
                    event.set();
                    for (Task<?> each : tasks) {
                        await(each);
                    }
                    await(event.waitOn());
                });
    }

    private static Coroutine<@Nullable Void> waiting(Event event, int delay) {
        return async(
                () -> {
                    turns(delay);
                    await(event.waitOn());
                });
    }
}
