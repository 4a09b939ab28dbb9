// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.currentTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;
import java.util.function.Consumer;

/// Callbacks of a task; an await of it is one of them.
public final class T03DoneCallbacks {

    public static void main(String[] args) {
        run(program());
    }

    private static String outcome(Future<String> task) {
        if (task.isCancelled()) {
            return "cancelled";
        }
        return task.exception() == null ? task.result() : show(task.exception());
    }

    private static Consumer<Future<String>> callback(String name) {
        return task -> print("  " + name + ":", outcome(task));
    }

    private static Coroutine<String> body(String kind) {
        return async(
                () -> {
                    await(sleep(0));
                    if (kind.equals("fail")) {
                        throw new ValueError("failed");
                    }
                    if (kind.equals("cancel")) {
                        currentTask().cancel();
                        await(sleep(0));
                    }
                    print("  body returns");
                    return kind;
                });
    }

    private static Coroutine<Void> awaiter(String name, Task<String> task) {
        return async(
                () -> {
                    try {
                        print("  " + name + " got", await(task));
                    } catch (Throwable e) {
                        print("  " + name + " got", name(e));
                    }
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    for (String kind : List.of("ok", "fail", "cancel")) {
                        print("--", kind);
                        Task<String> task = createTask(body(kind));
                        task.addDoneCallback(callback("first"));
                        Task<Void> waiter = createTask(awaiter("second (awaiter)", task));
                        await(sleep(0)); // both have started; the await is registered
                        task.addDoneCallback(callback("third"));
                        Consumer<Future<String>> gone = callback("never");
                        task.addDoneCallback(gone);
                        print("  removed:", task.removeDoneCallback(gone));
                        await(waitOn(List.of(task, waiter)));
                        task.addDoneCallback(callback("late"));
                        print("  late added");
                        await(sleep(0));
                    }

                    print("-- a done callback may start tasks and touch other tasks");
                    Future<String> gate = getRunningLoop().createFuture();
                    Task<String> opener = createTask(body("ok"));
                    opener.addDoneCallback(task -> gate.setResult("opened by callback"));
                    print(await(gate), await(opener));
                });
    }
}
