// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// Cancelling a task that sits in `waitFor`: the inner is cancelled, waited for, and then
/// CancelledError comes up (not TimeoutError), with its message; what happens when the inner
/// refuses
/// the cancel or fails during it.
public final class T03WaitForCancel {

    private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

    public static void main(String[] args) {
        run(main());
    }

    /// The message as Python's list of arguments: empty if there is none.
    static List<String> words(CancelledError e) {
        return e.getMessage() == null ? List.of() : List.of(e.getMessage());
    }

    static Coroutine<String> inner(String onCancel) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        print("  inner cancelled", words(e));
                        switch (onCancel) {
                            case "slow" -> {
                                await(sleep(0.02));
                                print("  inner cleaned up");
                            }
                            case "value" -> {
                                return "kept";
                            }
                            case "fail" -> throw new ValueError("cleanup failed");
                            default -> {}
                        }
                        throw e;
                    }
                });
    }

    static Coroutine<String> outer(String onCancel, double seconds) {
        return async(
                () -> {
                    try {
                        return await(waitFor(inner(onCancel), seconds));
                    } catch (Throwable e) {
                        print("  outer sees", show(e));
                        throw e;
                    }
                });
    }

    static String outcome(Task<String> task) {
        if (task.isCancelled()) {
            return "cancelled";
        }
        return task.exception() == null ? task.result() : show(task.exception());
    }

    static void attempt(String onCancel, double seconds) {
        String limit = seconds == NO_LIMIT ? "None" : "100";
        print("-- inner: " + onCancel + ", timeout " + limit);
        Task<String> task = createTask(outer(onCancel, seconds));
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
        }
        print("  cancel", task.cancel("from outside"));
        await(waitOn(List.of(task)));
        print("  ->", outcome(task));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    for (double seconds : new double[] {100, NO_LIMIT}) {
                        for (String onCancel : List.of("raise", "slow", "value", "fail")) {
                            attempt(onCancel, seconds);
                        }
                    }
                    cancelledBeforeItStarted();
                    cancelledWhileTheInnerCleansUp();
                });
    }

    static void cancelledBeforeItStarted() {
        print("-- cancelled before wait_for started");
        Task<String> task = createTask(outer("raise", 100));
        task.cancel();
        await(waitOn(List.of(task)));
        print("  cancelled", task.isCancelled());
    }

    static void cancelledWhileTheInnerCleansUp() {
        print("-- cancel arrives while the inner cleans up after the timeout");
        Task<String> task = createTask(outer("slow", 0.02));
        await(sleep(0.03));
        task.cancel("second");
        await(waitOn(List.of(task)));
        print("  ->", outcome(task));
    }
}
