// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.testing;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gather;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.taskGroup;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.planted.Steps;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.QueueShutDown;
import java.util.ArrayList;
import java.util.List;

/// A program with something of everything, and a mistake that few schedules show. As a program of
/// its own it looks for one, or runs the one that the system property names, and prints what it
/// found: the line, then the trace.
final class ReplayedProgram {

    private ReplayedProgram() {}

    public static void main(String[] options) {
        Explorer.Finding found =
                Explorer.defaults()
                        .withInjections(Explorer.Injection.CANCEL, Explorer.Injection.FAULT_AFTER)
                        .withSchedules(3000)
                        .find(ReplayedProgram::program);
        if (found == null) {
            System.out.println("nothing found");
            return;
        }
        System.out.println(found);
        found.trace().forEach(System.out::println);
    }

    static Coroutine<?> program() {
        Lock lock = new Lock();
        Queue<Integer> queue = new Queue<>(1);
        List<String> events = new ArrayList<>();
        return async(
                "main",
                () ->
                        await(
                                taskGroup(
                                        group -> {
                                            group.createTask(produce(queue, events), "producer");
                                            group.createTask(consume(queue, events), "consumer");
                                            group.createTask(callThreads(events), "caller");
                                            group.createTask(use(lock, events, "a"), "a");
                                            group.createTask(use(lock, events, "b"), "b");
                                        })));
    }

    private static Coroutine<?> produce(Queue<Integer> queue, List<String> events) {
        return async(
                "produce",
                () -> {
                    try {
                        for (int i = 0; i < 3; i++) {
                            await(queue.put(i));
                        }
                        events.add("all put");
                    } catch (QueueShutDown consumerGone) {
                        events.add("not all put");
                    } finally {
                        queue.shutdown();
                    }
                });
    }

    private static Coroutine<?> consume(Queue<Integer> queue, List<String> events) {
        return async(
                "consume",
                () -> {
                    try {
                        while (true) {
                            events.add("got " + await(queue.get()));
                        }
                    } catch (QueueShutDown end) {
                        events.add("end");
                    } finally {
                        queue.shutdown(true);
                    }
                });
    }

    private static Coroutine<?> callThreads(List<String> events) {
        return async(
                "call",
                () -> {
                    var both =
                            gather(
                                    async("x", () -> events.add("x" + await(toThread(() -> 1)))),
                                    async("y", () -> events.add("y" + await(toThread(() -> 2)))));
                    await(both);
                    AsyncGenerator<Integer> numbers =
                            generator(
                                    out -> {
                                        out.emit(1);
                                        await(sleep(1));
                                        out.emit(2);
                                    });
                    while (await(numbers.nextOr(0)) > 0) {
                        await(sleep(1));
                    }
                    Steps.check(
                            !(isBefore(events, "y2", "x1") && isBefore(events, "b in", "a in")),
                            "y before x, and b before a");
                });
    }

    private static boolean isBefore(List<String> events, String one, String other) {
        int at = events.indexOf(one);
        return at >= 0 && at < events.indexOf(other);
    }

    private static Coroutine<?> use(Lock lock, List<String> events, String name) {
        return lock.use(
                () -> {
                    events.add(name + " in");
                    await(sleep(1));
                });
    }
}
