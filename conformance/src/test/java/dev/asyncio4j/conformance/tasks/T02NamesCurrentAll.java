// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.allTasks;
import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;
import static dev.asyncio4j.conformance.Py.str;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.Tuple;
import java.util.LinkedHashSet;
import java.util.List;

/// Names of tasks, the task that runs now, and all that are not done.
public final class T02NamesCurrentAll {

    public static void main(String[] args) {
        run(program());
        for (Runnable each :
                List.<Runnable>of(
                        Asyncio::currentTask, Asyncio::allTasks, Asyncio::getRunningLoop)) {
            try {
                each.run();
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
        Coroutine<Void> coroutine = child(null);
        try {
            createTask(coroutine);
        } catch (IllegalStateException e) {
            print(show(e));
        }
        coroutine.close();
    }

    private static String who() {
        Task<?> task = currentTask();
        return task == null ? null : task.name();
    }

    private static int number(Task<?> task) {
        return Integer.parseInt(task.name().substring("Task-".length()));
    }

    private static Coroutine<Void> child(Future<Void> gate) {
        return async(
                "child",
                () -> {
                    print("in child:", who());
                    await(gate);
                    print("child again:", who());
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Task<?> me = currentTask();
                    print(
                            "main is",
                            me.name().startsWith("Task-"),
                            "| default name is Task-<number>");
                    Future<Void> gate = loop.createFuture();
                    Task<Void> a = createTask(child(gate));
                    Task<Void> b = createTask(child(gate), "bee");
                    Task<Void> c = createTask(child(gate), str(123));
                    print(List.of(number(a) - number(me), b.name(), c.name()));
                    c.setName(str(Tuple.of("tuple", 1)));
                    print(c.name());
                    a.setName("ay");
                    print(
                            "all:",
                            allTasks().stream()
                                    .filter(task -> task != me)
                                    .map(Task::name)
                                    .sorted()
                                    .toList());
                    loop.callSoon(() -> print("in callback:", who()));
                    b.whenDone(task -> print("in done callback:", who(), "for", task.name()));
                    await(sleep(0));
                    gate.setResult(null);
                    await(sleep(0));
                    print("after set, main is current:", currentTask() == me);
                    await(sleep(0));
                    print("left:", allTasks().stream().map(task -> task == me).toList());
                    print("get_coro:", a.coroutine().name());
                    print("current_task(loop):", loop.currentTask() == me);
                    print(
                            "a coroutine awaited directly runs in the same task:",
                            await(async(() -> currentTask() == me)));
                    await(otherLoop());
                });
    }

    private static Coroutine<Void> otherLoop() {
        return async(
                () -> {
                    EventLoop other = newEventLoop();
                    print(
                            "other loop:",
                            other.currentTask(),
                            new LinkedHashSet<>(other.allTasks()));
                    Task<Void> sleeper = other.createTask(sleep(0), "sleeper");
                    print(
                            "pending on the other loop:",
                            other.allTasks().stream().map(Task::name).toList());
                    sleeper.cancel();
                    await(toThread(() -> other.runUntilComplete(waitOn(List.of(sleeper)))));
                    other.close();
                });
    }
}
