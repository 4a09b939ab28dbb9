// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitResult;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Two tasks that await each other.
public final class T09AwaitCycle {

    public static void main(String[] args) {
        EventLoop loop = newEventLoop();
        loop.setExceptionHandler((where, fault) -> {});
        loop.runUntilComplete(program());
        loop.close();
    }

    private static Coroutine<Void> other(Map<String, Task<Void>> box, String name) {
        return async(
                () -> {
                    print(name, "waits for", box.get(name).name());
                    await(box.get(name));
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    Map<String, Task<Void>> box = new HashMap<>();
                    Task<Void> a = createTask(other(box, "a"), "task-a");
                    Task<Void> b = createTask(other(box, "b"), "task-b");
                    box.put("a", b);
                    box.put("b", a);
                    WaitResult<Void> waited =
                            await(
                                    waitOn(
                                            List.of(a, b),
                                            Duration.ofMillis(50),
                                            ReturnWhen.ALL_COMPLETED));
                    print("done", waited.done().size(), "pending", waited.pending().size());
                    print("a done", a.isDone(), "b done", b.isDone());
                    try {
                        a.cancel();
                        print("cancel returned");
                    } catch (StackOverflowError e) {
                        print("cancel of the cycle:", name(e));
                    }
                    // A waiter that is not part of the cycle can still be cancelled.
                    Task<WaitResult<Void>> outside = createTask(waitOn(List.of(a)));
                    await(sleep(0));
                    outside.cancel();
                    await(waitOn(List.of(outside)));
                    print(
                            "outside waiter cancelled:",
                            outside.isCancelled(),
                            "| cycle untouched:",
                            a.isDone(),
                            b.isDone());
                });
    }
}
