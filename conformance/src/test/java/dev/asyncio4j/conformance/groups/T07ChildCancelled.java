// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;

/// A child that ends as cancelled (by its own cancel, or someone calling cancel on it) is no error:
/// siblings and body go on. Awaiting it in the body throws CancelledError there, which does end the
/// group, as a plain CancelledError.
public final class T07ChildCancelled {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<String> job(String name) {
        return async(
                () -> {
                    for (int i = 0; i < 4; i++) {
                        await(sleep(0));
                    }
                    return name;
                });
    }

    static Coroutine<String> cancelsItself() {
        return async(
                () -> {
                    currentTask().cancel();
                    await(sleep(0));
                    return null;
                });
    }

    static Coroutine<String> throwsCancelled() {
        return async(
                () -> {
                    throw new CancelledError("raised");
                });
    }

    static List<Boolean> cancelled(List<? extends Task<?>> tasks) {
        return tasks.stream().map(Task::isCancelled).toList();
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    noError();
                    awaitedInTheBody();
                    caughtInTheBody();
                    allCancelled();
                    ownerCancelledByAChild();
                });
    }

    static void noError() {
        List<Task<String>> tasks = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            tasks.add(group.createTask(job("a")));
                            tasks.add(group.createTask(job("b")));
                            tasks.add(group.createTask(cancelsItself()));
                            tasks.add(group.createTask(throwsCancelled()));
                            await(sleep(0));
                            tasks.get(1).cancel();
                            await(sleep(0));
                            print("body goes on");
                        }));
        print("a", tasks.get(0).result(), "| cancelled:", cancelled(tasks.subList(1, 4)));
    }

    static void awaitedInTheBody() {
        print("-- awaiting the cancelled child in the body");
        List<Task<Void>> others = new ArrayList<>();
        try {
            await(
                    taskGroup(
                            group -> {
                                others.add(group.createTask(sleep(3600)));
                                Task<Void> victim = group.createTask(sleep(3600));
                                getRunningLoop().callSoon(victim::cancel);
                                await(victim);
                            }));
        } catch (CancelledError e) {
            print(
                    "CancelledError, requests",
                    currentTask().cancelling(),
                    "| other cancelled",
                    others.getFirst().isCancelled());
        }
    }

    static void caughtInTheBody() {
        print("-- caught in the body: nothing happens to the group");
        List<Task<String>> others = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            others.add(group.createTask(job("other")));
                            Task<Void> victim = group.createTask(sleep(3600));
                            getRunningLoop().callSoon(victim::cancel);
                            try {
                                await(victim);
                            } catch (CancelledError e) {
                                print("caught");
                            }
                        }));
        print(others.getFirst().result());
    }

    static void allCancelled() {
        print("-- all children cancelled, body finished: the block ends normally");
        List<Task<Void>> tasks = new ArrayList<>();
        await(
                taskGroup(
                        group -> {
                            tasks.add(group.createTask(sleep(3600)));
                            tasks.add(group.createTask(sleep(3600)));
                            tasks.forEach(task -> getRunningLoop().callSoon(task::cancel));
                        }));
        print(cancelled(tasks));
    }

    static Coroutine<Void> owner() {
        return async(
                () -> {
                    Task<?> me = currentTask();
                    Coroutine<Void> killer =
                            async(
                                    () -> {
                                        me.cancel("by child");
                                    });
                    await(
                            taskGroup(
                                    group -> {
                                        group.createTask(sleep(3600));
                                        group.createTask(killer);
                                    }));
                });
    }

    static void ownerCancelledByAChild() {
        print("-- cancel the group by cancelling its owner from a child");
        Task<Void> task = createTask(owner());
        try {
            await(task);
        } catch (CancelledError e) {
            print("owner cancelled", List.of(e.getMessage()), task.isCancelled());
        }
    }
}
