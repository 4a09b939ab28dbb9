// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;

/// `gather`: results in argument order whatever the completion order; every coroutine is started
/// (as a task, in argument order) by the call itself; nothing given is an empty list; the same
/// object
/// twice runs once; futures and tasks may be mixed in.
public final class T01GatherResults {

    public static void main(String[] args) {
        run(main());
    }

    static <T> Coroutine<T> job(String name, double delay, T value) {
        return async(
                () -> {
                    print("  start", name);
                    await(sleep(delay));
                    print("  end", name);
                    return value;
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    print(await(gather(job("a", 0.06, 1), job("b", 0.02, 2), job("c", 0.04, 3))));
                    startedByTheCall();
                    nothing();
                    duplicates();
                    print("-- nested, and gather of a gather");
                    Future<List<Integer>> inner = gather(job("n1", 0, 1), job("n2", 0, 2));
                    print(await(gather(inner, job("n3", 0, 3))));
                });
    }

    static void startedByTheCall() {
        print("-- started by the call, before the await");
        Future<List<Integer>> all = gather(job("d", 0, 4), job("e", 0, 5));
        print("is a future:", isFuture(all), "a task:", all instanceof Task, "done:", all.isDone());
        await(sleep(0));
        await(sleep(0));
        print("done:", all.isDone(), "->", await(all));
    }

    static void nothing() {
        print("-- nothing");
        Future<List<Object>> all = gather();
        print("done at once:", all.isDone(), await(all));
    }

    static void duplicates() {
        print("-- duplicates");
        Coroutine<String> twice = job("dup", 0, "one");
        print(await(gather(twice, twice, job("other", 0, 2), twice)));
        Task<String> task = createTask(job("task", 0, "t"));
        Future<String> future = getRunningLoop().createFuture();
        getRunningLoop().callSoon(() -> future.setResult("f"));
        print(await(gather(task, future, task, job("mixed", 0, "m"))));

        print("-- done inputs: still not done at once");
        Future<List<String>> all = gather(future, task);
        print("done at once:", all.isDone());
        print(await(all));
    }
}
