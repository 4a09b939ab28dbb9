// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.planted.Steps.cancelling;
import static dev.asyncio4j.planted.Steps.check;
import static dev.asyncio4j.planted.Steps.turns;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Mistakes in asynchronous generators: asks and ends that come while the code runs.
final class GeneratorBugs {

    private static final String FILE = "GeneratorFrame.java";
    private static final Law ASK =
            new Law("a generator that runs refuses a second ask", GeneratorBugs::askedTwice);
    private static final Law CLOSE =
            new Law("a generator that runs cannot be closed", GeneratorBugs::closedWhileRunning);
    private static final Law CANCELLED =
            new Law(
                    "a generator whose asker was cancelled has ended",
                    GeneratorBugs::cancelledAsker);

    private GeneratorBugs() {}

    static List<Planted> all() {
        return List.of(
                new Planted.Line(
                        "generator: looks ended to a second asker while it runs",
                        ASK,
                        FILE,
                        "ensureNotRunning(\"anext()\");",
                        "if (state == State.RUNNING) throw new StopAsyncIteration();"),
                new Planted.Line(
                        "generator: closed while it runs",
                        CLOSE,
                        FILE,
                        "ensureNotRunning(\"aclose()\");",
                        "if (state == State.RUNNING) { end(); return; }"),
                new Planted.Line(
                        "generator: swallows the cancellation of its asker",
                        CANCELLED,
                        FILE,
                        "thrown = failure;\n        }\n        GeneratorValues",
                        "thrown = failure instanceof CancelledError ? null : failure;\n        }\n        GeneratorValues"));
    }

    private static AsyncGenerator<Integer> numbers(List<String> events) {
        return generator(
                out -> {
                    events.add("began");
                    try {
                        for (int i = 1; i <= 3; i++) {
                            turns(2);
                            out.emit(i);
                        }
                    } finally {
                        events.add("cleaned up");
                    }
                });
    }

    private static Coroutine<?> askedTwice() {
        return async(
                () -> {
                    AsyncGenerator<Integer> numbers = numbers(new ArrayList<>());
                    List<Integer> got = new ArrayList<>();
                    Task<?> one = createTask(asking(numbers, got, 0));
                    Task<?> two = createTask(asking(numbers, got, 5));
                    await(one);
                    await(two);
                    for (int i = 1; i <= got.size(); i++) {
                        check(got.get(i - 1) == i, "got " + got);
                    }
                    await(numbers.close());
                });
    }

    private static Coroutine<@Nullable Void> asking(
            AsyncGenerator<Integer> numbers, List<Integer> got, int delay) {
        return async(
                () -> {
                    turns(delay);
                    try {
                        got.add(await(numbers.next()));
                    } catch (IllegalStateException busy) {
                        check(busy.getMessage().endsWith("already running"), "" + busy);
                    }
                });
    }

    private static Coroutine<?> closedWhileRunning() {
        List<String> events = new ArrayList<>();
        return async(
                () -> {
                    AsyncGenerator<Integer> numbers = numbers(events);
                    Task<?> reader =
                            createTask(
                                    async(
                                            () -> {
                                                while (await(numbers.nextOr(0)) > 0) {
                                                    turns(1);
                                                }
                                            }));
                    turns(14);
                    boolean refused = false;
                    try {
                        await(numbers.close());
                        check(events.size() != 1, "closed, but not cleaned up");
                    } catch (IllegalStateException busy) {
                        refused = true;
                    }
                    await(reader);
                    check(!refused || events.size() == 2, "cleaned up: " + events);
                });
    }

    private static Coroutine<?> cancelledAsker() {
        List<String> events = new ArrayList<>();
        return async(
                () -> {
                    AsyncGenerator<Integer> numbers = numbers(events);
                    Task<?> reader =
                            createTask(
                                    async(
                                            () -> {
                                                while (await(numbers.nextOr(0)) > 0) {
                                                    turns(1);
                                                }
                                            }));
                    await(cancelling(reader, 20));
                    int next = await(numbers.nextOr(0));
                    boolean isOver = events.contains("cleaned up");
                    check(isOver == (next == 0), "asked again: " + next);
                    await(numbers.close());
                });
    }
}
