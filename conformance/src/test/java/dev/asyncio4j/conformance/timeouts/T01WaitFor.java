// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// `waitFor`: result and errors pass through; on timeout the inner task is cancelled and `waitFor`
/// returns only after it has ended; what the inner makes of its cancel (value, other error) wins
/// over TimeoutError.
public final class T01WaitFor {

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Object> job(double delay) {
        return job(delay, "raise", "value");
    }

    static Coroutine<Object> job(double delay, String onCancel, Object result) {
        return async(
                () -> {
                    try {
                        await(sleep(delay));
                        if (result instanceof Exception failure) {
                            throw failure;
                        }
                        return result;
                    } catch (CancelledError e) {
                        print("  inner cancelled");
                        switch (onCancel) {
                            case "slow" -> {
                                await(sleep(0.03));
                                print("  inner cleaned up");
                            }
                            case "value" -> {
                                return "kept";
                            }
                            case "fail" -> throw new KeyError("cleanup failed");
                            default -> {}
                        }
                        throw e;
                    }
                });
    }

    static void attempt(String label, Awaitable<?> awaitable, double seconds) {
        try {
            print(label, "->", await(waitFor(awaitable, seconds)));
        } catch (Throwable e) {
            print(
                    label,
                    "raised",
                    show(e),
                    "| cause",
                    e.getCause() == null ? null : name(e.getCause()));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    coroutines();
                    tasksAndFutures();
                    Task<Object> task = createTask(job(3600));
                    getRunningLoop().callLater(0.02, task::cancel);
                    attempt("inner cancelled by someone else", task, 5);
                    print("our own task was not cancelled:", currentTask().cancelling());
                });
    }

    static void coroutines() {
        attempt("in time", job(0.02), 5);
        attempt("no timeout", job(0.02), NO_LIMIT);
        attempt("fails in time", job(0, "raise", new ValueError("v")), 5);
        attempt("raises TimeoutError itself", job(0, "raise", new TimeoutError("mine")), 5);
        for (String onCancel : List.of("raise", "slow", "value", "fail")) {
            attempt("too late (" + onCancel + ")", job(3600, onCancel, "value"), 0.02);
        }
    }

    static void tasksAndFutures() {
        Task<Object> task = createTask(job(3600));
        attempt("task", task, 0.02);
        print("task cancelled:", task.isCancelled());
        Future<Object> future = getRunningLoop().createFuture();
        attempt("future", future, 0.02);
        print("future cancelled:", future.isCancelled());
        task = createTask(job(0.05, "raise", "safe"));
        attempt("shielded", shield(task), 0.02);
        print("shielded task goes on:", await(task));
    }
}
