// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.isFuture;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.waitOn;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;
import static dev.asyncio4j.conformance.Py.str;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;
import java.util.concurrent.Callable;

/// A task is a future whose result only its coroutine sets.
public final class T06TaskIsAFuture {

    public static void main(String[] args) {
        run(program());
    }

    private static void attempt(String label, Callable<?> call) {
        try {
            Object result = call.call();
            print(label + " ->", result instanceof Throwable e ? show(e) : str(result));
        } catch (Throwable e) {
            print(label + " raised", show(e));
        }
    }

    private static void attempt(String label, Runnable call) {
        attempt(
                label,
                () -> {
                    call.run();
                    return null;
                });
    }

    private static Coroutine<Integer> ok() {
        return async(
                () -> {
                    await(sleep(0));
                    return 10;
                });
    }

    private static <T> Coroutine<T> fails(RuntimeException failure) {
        return async(
                () -> {
                    throw failure;
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    Task<Integer> task = createTask(ok(), "t");
                    attempt("result early", task::result);
                    attempt("exception early", task::exception);
                    attempt("set_result", () -> task.setResult(1));
                    attempt("set_exception", () -> task.setException(new ValueError("v")));
                    print("isfuture", isFuture(task), Future.class.isInstance(task));
                    await(task);
                    attempt("result", task::result);
                    attempt("exception", task::exception);
                    attempt("cancel when done", () -> task.cancel());
                    print("cancelled", task.isCancelled(), "done", task.isDone());
                    attempt("set_result when done", () -> task.setResult(1));

                    Task<Integer> failed = createTask(fails(new OSError(5, "no disk")));
                    await(waitOn(List.of(failed)));
                    attempt("failed result", failed::result);
                    attempt("failed exception", failed::exception);
                    Throwable failure = failed.exception();
                    print("same exception each time", failed.exception() == failure);

                    Future<String> returned = await(createTask(returnsFuture()));
                    print(
                            "returned future is the result, not awaited:",
                            isFuture(returned),
                            returned.result());

                    Task<Integer> bare = createTask(fails(new KeyError()));
                    await(waitOn(List.of(bare)));
                    attempt("raise of a class", bare::exception);
                });
    }

    private static Coroutine<Future<String>> returnsFuture() {
        return async(
                () -> {
                    Future<String> future = getRunningLoop().createFuture();
                    future.setResult("inner value");
                    return future;
                });
    }
}
