// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;

/// `waitFor` with a timeout of zero or less: a coroutine is never started, a task not yet finished
/// is
/// cancelled and waited for (and may refuse), while a future that is already done gives its value,
/// its own error or its CancelledError.
public final class T02WaitForZero {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<String> job(String name) {
        return async(
                () -> {
                    print("  started", name);
                    try {
                        await(sleep(0.02));
                    } catch (CancelledError e) {
                        print("  cancelled", name);
                        throw e;
                    }
                    return name;
                });
    }

    static Coroutine<String> stubborn() {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                        return null;
                    } catch (CancelledError e) {
                        return "refused the cancel";
                    }
                });
    }

    static void attempt(String label, Awaitable<?> awaitable, double seconds) {
        try {
            print(label, "->", await(waitFor(awaitable, seconds)));
        } catch (Throwable e) {
            print(label, "raised", show(e));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    everyKind(0);
                    everyKind(-1);
                    print("a small timeout does start the coroutine:");
                    attempt("coroutine, 0.001", job("c"), 0.001);
                });
    }

    static void everyKind(int seconds) {
        attempt("coroutine, " + seconds, job("c"), seconds);
        Task<String> task = createTask(job("t"));
        attempt("task not started, " + seconds, task, seconds);
        task = createTask(job("s"));
        await(sleep(0));
        attempt("task started, " + seconds, task, seconds);
        print("  task cancelled:", task.isCancelled());
        Future<String> future = getRunningLoop().createFuture();
        future.setResult("ready");
        attempt("done future, " + seconds, future, seconds);
        future = getRunningLoop().createFuture();
        future.setException(new ValueError("bad"));
        attempt("failed future, " + seconds, future, seconds);
        future = getRunningLoop().createFuture();
        future.cancel();
        attempt("cancelled future, " + seconds, future, seconds);
        task = createTask(stubborn());
        await(sleep(0));
        attempt("stubborn task, " + seconds, task, seconds);
    }
}
