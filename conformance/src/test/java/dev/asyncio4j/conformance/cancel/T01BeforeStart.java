// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.Tuple;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// A task cancelled before its first step: the body never runs (no finally, no catch), awaiting it
/// throws CancelledError, and `cancel()` still returns true.
public final class T01BeforeStart {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> body() {
        return async(
                () -> {
                    print("  body ran (must not happen)");
                    try {
                        await(sleep(0));
                    } finally {
                        print("  finally (must not happen)");
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    cancelledTwice();
                    withMessage();
                    cancelledByATaskThatStartsBeforeIt();
                    orderOfCallbacks();
                });
    }

    static void cancelledTwice() {
        Task<Void> task = createTask(body());
        print("cancel:", task.cancel(), "| done at once:", task.isDone());
        print("again:", task.cancel(), "| cancelling:", task.cancelling());
        try {
            await(task);
        } catch (CancelledError e) {
            print("await:", show(e));
        }
        print(
                "cancelled:",
                task.isCancelled(),
                "done:",
                task.isDone(),
                "cancel now:",
                task.cancel());
        try {
            task.result();
        } catch (CancelledError e) {
            print("result raises", show(e));
        }
        try {
            task.exception();
        } catch (CancelledError e) {
            print("exception raises", show(e));
        }
    }

    static void withMessage() {
        print("-- with a message");
        Task<Void> task = createTask(body());
        task.cancel("not today");
        await(waitOn(List.of(task)));
        try {
            task.result();
        } catch (CancelledError e) {
            print(show(e), Tuple.of(e.getMessage()));
        }
    }

    static void cancelledByATaskThatStartsBeforeIt() {
        print("-- cancelled by a task that starts before it");
        AtomicReference<Task<Void>> victim = new AtomicReference<>();
        Coroutine<Void> killer =
                async(
                        () -> {
                            print("  killer cancels:", victim.get().cancel());
                        });
        Task<Void> task = createTask(killer);
        victim.set(createTask(body()));
        await(waitOn(List.of(task, victim.get())));
        print("victim cancelled:", victim.get().isCancelled());
    }

    static void orderOfCallbacks() {
        print("-- the order of its callbacks against others' steps");
        Task<Void> task = createTask(body());
        task.addDoneCallback(done -> print("  done callback"));
        task.cancel();
        EventLoop loop = getRunningLoop();
        loop.callSoon(() -> print("  iteration 1"));
        loop.callSoon(() -> loop.callSoon(() -> print("  iteration 2")));
        await(sleep(0));
        await(sleep(0));
    }
}
