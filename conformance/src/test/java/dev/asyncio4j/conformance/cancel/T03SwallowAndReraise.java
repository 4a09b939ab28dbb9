// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// What the task does with its CancelledError decides its end: return a value (finished, not
/// cancelled), go on working, throw something else (failed), throw a new CancelledError
/// (cancelled), or loop and be cancelled again.
public final class T03SwallowAndReraise {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<String> catcher(String action) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        return switch (action) {
                            case "return" -> "survived";
                            case "continue" -> {
                                await(sleep(0));
                                await(sleep(0.01));
                                yield "went on";
                            }
                            case "other" -> throw during(e, new ValueError("instead"));
                            case "reraise" -> throw e;
                            case "new" -> throw during(e, new CancelledError("my own text"));
                            default -> throw new IllegalStateException("wrapped", e);
                        };
                    }
                });
    }

    /// Python notes by itself what was being handled when an error was raised; in Java one says so.
    static <X extends Throwable> X during(Throwable handled, X raised) {
        raised.addSuppressed(handled);
        return raised;
    }

    static Throwable context(Throwable e) {
        return e.getSuppressed().length > 0 ? e.getSuppressed()[0] : e.getCause();
    }

    static Coroutine<String> stubborn() {
        return async(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        try {
                            await(sleep(3600));
                        } catch (CancelledError e) {
                            print("  ignored", show(e));
                        }
                    }
                    return "gave in";
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    eachAction();
                    ignoredThreeTimes();
                    swallowedInAChild();
                });
    }

    static void eachAction() {
        for (String action : List.of("return", "continue", "other", "reraise", "new", "from")) {
            Task<String> task = createTask(catcher(action));
            await(sleep(0));
            task.cancel("please");
            try {
                String result = await(task);
                print(
                        action,
                        "->",
                        result,
                        "| cancelled",
                        task.isCancelled(),
                        "cancelling",
                        task.cancelling());
            } catch (Throwable e) {
                String cause = e.getCause() == null ? "" : " from " + show(e.getCause());
                String context = context(e) == null ? "" : ", context " + show(context(e));
                print(action, "->", show(e) + cause + context, "| cancelled", task.isCancelled());
            }
        }
    }

    static void ignoredThreeTimes() {
        print("-- ignored three times, then it ends by itself");
        Task<String> task = createTask(stubborn());
        await(sleep(0));
        for (int i = 0; i < 3; i++) {
            print("cancel", task.cancel("no. " + (i + 1)), "requests", task.cancelling());
            await(sleep(0));
        }
        await(waitOn(List.of(task)));
        print(task.result(), "| cancelled:", task.isCancelled());
    }

    static void swallowedInAChild() {
        print("-- swallowing in a child does not cancel the awaiting parent");
        Coroutine<String> parent =
                async(
                        () -> {
                            String result = await(createTask(catcher("return")));
                            print("  parent goes on with", result);
                            await(sleep(0));
                            return "parent finished";
                        });
        Task<String> task = createTask(parent);
        await(sleep(0));
        await(sleep(0));
        task.cancel();
        print(await(task), "| cancelled", task.isCancelled(), "cancelling", task.cancelling());
    }
}
