// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Wrong uses of a TaskGroup: `createTask` before entering, after the end, while it shuts down;
/// entering twice; entering outside a task. All are IllegalStateExceptions; the coroutine given is
/// not run.
public final class T06Misuse {

    public static void main(String[] args) {
        run(main());
    }

    static String show(Throwable e) {
        return Py.show(e).replaceAll("<TaskGroup[^>]*>", "<TaskGroup>");
    }

    static Coroutine<Void> job() {
        return async(() -> print("(must not run)"));
    }

    static void tryToCreateTask(TaskGroup group) {
        try {
            group.createTask(job());
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    static void tryToUse(TaskGroup group) {
        try {
            await(group.use(again -> {}));
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    notEnteredAndFinished();
                    print("-- entered twice");
                    await(taskGroup((TaskGroup group) -> tryToUse(group)));
                    shuttingDown();
                    childCreatesATaskLate();
                    print("-- outside a task");
                    getRunningLoop().callSoon(() -> tryToUse(new TaskGroup()));
                    await(sleep(0));
                });
    }

    static void notEnteredAndFinished() {
        print("-- not entered");
        TaskGroup group = new TaskGroup();
        tryToCreateTask(group);
        print("-- finished");
        await(group.use((TaskGroup entered) -> print(entered)));
        tryToCreateTask(group);
        tryToUse(group);
    }

    static Coroutine<Void> late(TaskGroup group) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } finally {
                        tryToCreateTask(group);
                    }
                });
    }

    static void shuttingDown() {
        print("-- shutting down");
        Coroutine<Void> fails =
                async(
                        () -> {
                            throw new ValueError("v");
                        });
        try {
            await(
                    taskGroup(
                            group -> {
                                group.createTask(late(group));
                                group.createTask(fails);
                            }));
        } catch (ExceptionGroup e) {
            print(e.exceptions().stream().map(each -> name(each)).toList());
        }
    }

    static void childCreatesATaskLate() {
        print("-- a child may still create tasks while the block end waits for it");
        List<Task<String>> late = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            Coroutine<Void> spawner =
                                    async(
                                            () -> {
                                                await(sleep(0));
                                                Coroutine<String> lateChild =
                                                        async(() -> "late child");
                                                late.add(group.createTask(lateChild));
                                            });
                            group.createTask(spawner);
                        }));
        print(late.getFirst().result());
    }
}
