// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// `gather` and failing children: by default the first error comes up at once and the others keep
/// running, their later errors go nowhere; `gatherReturningExceptions` has errors as results. A
/// child
/// that ends as cancelled counts as CancelledError.
public final class T02GatherErrors {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Object> job(String name, int steps, Object result) {
        return async(
                () -> {
                    try {
                        for (int i = 0; i < steps; i++) {
                            await(sleep(0));
                        }
                    } catch (CancelledError e) {
                        print("  (cancelled)", name);
                        throw e;
                    }
                    print("  end", name);
                    if (result instanceof Exception failure) {
                        throw failure;
                    }
                    return result;
                });
    }

    static Object shown(Object result) {
        return result instanceof Throwable failure ? show(failure) : result;
    }

    static void attempt(String label, Future<List<Object>> all) {
        try {
            print(label, "->", await(all).stream().map(each -> shown(each)).toList());
        } catch (Throwable e) {
            print(label, "raised", show(e), "| gather cancelled():", all.isCancelled());
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    getRunningLoop()
                            .setExceptionHandler(
                                    (loop, fault) -> print("  HANDLER", fault.message()));
                    firstErrorAtOnce();
                    errorsAsResults();
                    childCancelled(false);
                    childCancelled(true);
                    awaitedTwice();
                });
    }

    static void firstErrorAtOnce() {
        print("-- first error at once, siblings go on");
        List<Task<Object>> tasks =
                List.of(
                        createTask(job("slow", 6, "slow value")),
                        createTask(job("fails", 2, new ValueError("first"))),
                        createTask(job("fails later", 4, new KeyError("second"))));
        attempt("gather", gather(tasks));
        print("done:", tasks.stream().map(Task::isDone).toList());
        await(waitOn(tasks));
        print("after:", tasks.get(0).result(), show(tasks.get(2).exception()));
    }

    static void errorsAsResults() {
        print("-- return_exceptions");
        attempt(
                "gather",
                gatherReturningExceptions(
                        job("a", 2, 1),
                        job("b", 1, new ValueError("v")),
                        job("c", 0, new KeyError("k"))));
    }

    static void childCancelled(boolean returningExceptions) {
        if (!returningExceptions) {
            print("-- a child cancelled");
        }
        Task<Object> sibling = createTask(job("x", 5, "x"));
        Task<Object> victim = createTask(job("victim", 5, null));
        Future<List<Object>> all =
                returningExceptions
                        ? gatherReturningExceptions(sibling, victim)
                        : gather(sibling, victim);
        await(sleep(0));
        victim.cancel("msg");
        attempt("return_exceptions=" + str(returningExceptions), all);
        print("  sibling done:", sibling.isDone(), "->", await(sibling));
    }

    static void awaitedTwice() {
        print("-- awaiting a failed gather again raises the same error");
        Future<List<Object>> all = gather(job("f", 0, new ValueError("again")));
        attempt("gather", all);
        attempt("gather", all);
    }
}
