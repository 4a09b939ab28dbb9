// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.ReturnWhen.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitResult;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.Collection;
import java.util.List;

/// `waitOn`: the three return conditions, the two sets, that it never cancels and never throws
/// children's errors, and which arguments it refuses.
public final class T04Wait {

    public static void main(String[] args) {
        run(main());
    }

    static Task<Object> task(String name, int steps, Object result) {
        Coroutine<Object> job =
                async(
                        () -> {
                            for (int i = 0; i < steps; i++) {
                                await(sleep(0));
                            }
                            if (result instanceof Exception failure) {
                                throw failure;
                            }
                            return result;
                        });
        return createTask(job, name);
    }

    static List<String> names(Collection<Future<Object>> tasks) {
        return tasks.stream().map(each -> ((Task<?>) each).name()).sorted().toList();
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    allCompleted();
                    firstCompleted();
                    firstException();
                    cancelledChild();
                    arguments();
                });
    }

    static void allCompleted() {
        print("default is ALL_COMPLETED:", ALL_COMPLETED, FIRST_COMPLETED, FIRST_EXCEPTION);
        List<Task<Object>> tasks =
                List.of(task("a", 1, 1), task("b", 3, new ValueError("b")), task("c", 5, 3));
        WaitResult<Object> result = await(waitOn(tasks));
        print(names(result.done()), names(result.pending()));
        result.done().forEach(Future::exception);
    }

    static void firstCompleted() {
        List<Task<Object>> tasks =
                List.of(task("a", 5, 1), task("b", 2, 2), task("c", 2, 3), task("d", 9, 4));
        WaitResult<Object> result = await(waitOn(tasks, FIRST_COMPLETED));
        print(
                "FIRST_COMPLETED (two end in one iteration):",
                names(result.done()),
                names(result.pending()));
        result = await(waitOn(result.pending(), FIRST_COMPLETED));
        print("again with the rest:", names(result.done()), names(result.pending()));
        await(waitOn(tasks));
    }

    static void firstException() {
        List<Task<Object>> tasks =
                List.of(task("a", 1, 1), task("b", 4, new KeyError("b")), task("c", 9, 3));
        WaitResult<Object> result = await(waitOn(tasks, FIRST_EXCEPTION));
        print(
                "FIRST_EXCEPTION:",
                names(result.done()),
                names(result.pending()),
                show(tasks.get(1).exception()));
        await(waitOn(tasks));
    }

    static void cancelledChild() {
        List<Task<Object>> tasks = List.of(task("a", 1, 1), task("b", 9, 2), task("c", 3, 3));
        Task<Object> victim = tasks.get(1);
        getRunningLoop().callLater(0, victim::cancel);
        WaitResult<Object> result = await(waitOn(tasks, FIRST_EXCEPTION));
        print(
                "a cancelled child is not an exception here:",
                names(result.done()),
                names(result.pending()),
                victim.isCancelled());
        result = await(waitOn(tasks, FIRST_EXCEPTION));
        print("all done already:", names(result.done()), names(result.pending()));
    }

    static void arguments() {
        print("-- arguments");
        try {
            await(waitOn(List.of()));
        } catch (IllegalArgumentException e) {
            print(show(e));
        }
        Task<Object> task = task("t", 0, null);
        WaitResult<Object> result = await(waitOn(List.of(task, task, task)));
        print("duplicates count once:", names(result.done()));
        Iterable<Task<Object>> iterable = () -> List.of(task).iterator();
        result = await(waitOn(iterable));
        print("any iterable:", names(result.done()));
        Future<Object> future = getRunningLoop().createFuture();
        result = await(waitOn(List.of(future, task), FIRST_COMPLETED));
        print(
                "plain futures too:",
                result.pending().contains(future),
                result.done().contains(task));
    }
}
