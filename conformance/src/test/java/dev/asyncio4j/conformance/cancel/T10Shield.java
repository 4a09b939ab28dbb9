// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// `shield`: cancelling the waiter leaves the inner task running; cancelling the inner cancels the
/// outer; results and errors pass through; a done inner future is returned as it is; the inner
/// error
/// after an outer cancel is not lost silently.
public final class T10Shield {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Object> work(Object result) {
        return async(
                () -> {
                    for (int i = 0; i < 3; i++) {
                        await(sleep(0));
                    }
                    if (result instanceof Exception failure) {
                        throw failure;
                    }
                    return result;
                });
    }

    static Coroutine<Object> use(Awaitable<?> inner, List<String> log) {
        return async(
                () -> {
                    try {
                        Object result = await(shield(inner));
                        log.add("user got " + result);
                        return result;
                    } catch (CancelledError e) {
                        log.add("user cancelled " + repr(words(e)));
                        throw e;
                    }
                });
    }

    /// The message as Python's list of arguments: empty if there is none.
    static List<String> words(CancelledError e) {
        return e.getMessage() == null ? List.of() : List.of(e.getMessage());
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    passThrough();
                    outerCancelled();
                    innerCancelled();
                    Task<Object> done = theOuterFutureItself();
                    print("-- done future: returned unchanged");
                    print(shield(done) == done);
                    innerFailsAfterOuterCancelled();
                    shieldOfGather();
                    gatherOfShields();
                });
    }

    static void passThrough() {
        print("-- pass through");
        print(await(shield(work(1))));
        try {
            await(shield(work(new ValueError("v"))));
        } catch (ValueError e) {
            print(show(e));
        }
    }

    static void outerCancelled() {
        print("-- outer cancelled, inner goes on");
        List<String> log = new ArrayList<>();
        Task<Object> inner = createTask(work("kept"));
        Task<Object> task = createTask(use(inner, log));
        await(sleep(0));
        task.cancel("outer");
        await(waitOn(List.of(task)));
        print(log, "outer", task.isCancelled(), "inner done", inner.isDone(), "->", await(inner));
    }

    static void innerCancelled() {
        print("-- inner cancelled");
        List<String> log = new ArrayList<>();
        Task<Object> inner = createTask(work("x"));
        Task<Object> task = createTask(use(inner, log));
        await(sleep(0));
        inner.cancel("inner");
        await(waitOn(List.of(task)));
        print(log, "outer", task.isCancelled(), "inner", inner.isCancelled());
    }

    static Task<Object> theOuterFutureItself() {
        print("-- the outer future itself: cancel it directly");
        Task<Object> inner = createTask(work("y"));
        Future<Object> shield = shield(inner);
        print(
                "is a future, not a task:",
                isFuture(shield),
                shield instanceof Task,
                shield == inner);
        print(
                "cancel",
                shield.cancel(),
                "outer",
                shield.isCancelled(),
                "inner",
                inner.isCancelled(),
                "->",
                await(inner));
        return inner;
    }

    /// That the failure is reported is new in 3.14, and the trace is older: so not on stdout.
    static void innerFailsAfterOuterCancelled() {
        print("-- inner fails after the outer was cancelled");
        getRunningLoop().setExceptionHandler((loop, fault) -> System.err.println(fault.message()));
        Task<Object> inner = createTask(work(new ValueError("late")));
        Future<Object> shield = shield(inner);
        shield.cancel();
        await(waitOn(List.of(inner)));
        print("inner", show(inner.exception()));
    }

    static List<Task<Object>> kids() {
        List<Task<Object>> kids = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            kids.add(createTask(work(i)));
        }
        return kids;
    }

    static void shieldOfGather() {
        print("-- shield of gather, and gather of shields");
        List<Task<Object>> kids = kids();
        Future<List<Object>> all = gather(kids);
        Task<Object> task = createTask(use(all, new ArrayList<>()));
        await(sleep(0));
        task.cancel();
        await(waitOn(List.of(task)));
        print("kids cancelled:", kids.stream().map(Task::isCancelled).toList(), "->", await(all));
    }

    static void gatherOfShields() {
        List<Task<Object>> kids = kids();
        Future<List<Object>> all = gather(kids.stream().map(kid -> shield(kid)).toList());
        all.cancel();
        await(waitOn(List.of(all)));
        print(
                "gather",
                all.isCancelled() ? true : show(all.exception()),
                "kids:",
                kids.stream().map(kid -> await(kid)).toList());
    }
}
