// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.printSep;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;

/// Tasks begin on the next turn, in order of creation, and take turns.
public final class T01StartOrder {

    public static void main(String[] args) {
        run(program());
    }

    private static Coroutine<String> worker(String name, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        print(name + i);
                        await(sleep(0));
                    }
                    print(name + " end");
                    return name;
                });
    }

    private static Coroutine<Void> spawner(String name) {
        return async(
                () -> {
                    print(name + " spawns");
                    List<Task<String>> children = new ArrayList<>();
                    for (int i = 0; i < 2; i++) {
                        children.add(createTask(worker(name + "-kid" + i + ".", 1)));
                    }
                    print(name + " spawned, not started");
                    for (Task<String> child : children) {
                        print(name + " joined", await(child));
                    }
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    print("main in");
                    List<Task<String>> workers = new ArrayList<>();
                    for (String name : List.of("a", "b", "c")) {
                        workers.add(createTask(worker(name, 3)));
                    }
                    print("created", workers.stream().map(Task::isDone).toList());
                    await(sleep(0));
                    print("main after one yield");
                    List<String> results = new ArrayList<>();
                    for (Task<String> each : workers) {
                        results.add(await(each));
                    }
                    print("results", results);
                    print("all done", workers.stream().map(Task::isDone).toList());

                    print("-- spawners");
                    List<Task<Void>> spawners =
                            List.of(createTask(spawner("x")), createTask(spawner("y")));
                    getRunningLoop()
                            .callSoon(() -> print("callback queued by main after the spawners"));
                    for (Task<Void> each : spawners) {
                        await(each);
                    }
                    await(finishing());
                });
    }

    private static Coroutine<Void> finishing() {
        return async(
                () -> {
                    print("-- a task finishing: its awaiter runs in the next iteration");
                    List<String> order = new ArrayList<>();
                    Task<Boolean> quick = createTask(async(() -> order.add("quick")));
                    Task<Void> other =
                            createTask(
                                    async(
                                            () -> {
                                                for (int i = 0; i < 4; i++) {
                                                    order.add("other" + i);
                                                    await(sleep(0));
                                                }
                                            }));
                    await(quick);
                    order.add("awaiter of quick");
                    await(other);
                    order.add("awaiter of other");
                    printSep(", ", order.toArray());
                });
    }
}
