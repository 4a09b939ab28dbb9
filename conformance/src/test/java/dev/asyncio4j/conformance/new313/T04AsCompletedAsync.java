// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.new313;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsCompleted;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.ValueError;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/// `asCompleted` as an asynchronous iterator: gives the given tasks themselves in order of
/// completion; both ways of iterating may be mixed; errors stay in the tasks; the timeout is raised
/// by the `for`.
public final class T04AsCompletedAsync {

    public static void main(String[] args) {
        run(async(() -> main()));
    }

    static Coroutine<Object> job(int steps, Object x) {
        return async(
                () -> {
                    for (int i = 0; i < steps; i++) {
                        await(sleep(0));
                    }
                    if (x instanceof Exception failure) {
                        throw failure;
                    }
                    return x;
                });
    }

    static void main() {
        sameObjects();
        print("-- coroutines are wrapped in tasks");
        for (Future<Object> t : awaitEach(asCompleted(List.of(job(1, "wrapped"))))) {
            print(t instanceof Task ? "Task" : "?", await(t));
        }
        mixed();
        timeout();
        leftEarly();
    }

    static void sameObjects() {
        Map<String, Task<Object>> tasks = new LinkedHashMap<>();
        tasks.put("slow", createTask(job(5, "S"), "slow"));
        tasks.put("quick", createTask(job(1, "Q"), "quick"));
        tasks.put("bad", createTask(job(3, new ValueError("v")), "bad"));
        for (Future<Object> each : awaitEach(asCompleted(tasks.values()))) {
            Task<Object> t = (Task<Object>) each;
            print(
                    t.name(),
                    "same object:",
                    t == tasks.get(t.name()),
                    "done:",
                    t.isDone(),
                    t.exception() == null ? t.result() : show(t.exception()));
        }
    }

    static void mixed() {
        print("-- mixed: plain next gives coroutines of the results, in the same sequence");
        AsCompleted<Object> it =
                asCompleted(
                        List.of(
                                createTask(job(3, 3)),
                                createTask(job(1, 1)),
                                createTask(job(2, 2))));
        Iterator<Coroutine<Object>> plain = it.iterator();
        print(await(plain.next()), await(it.next()).result(), await(plain.next()));
        try {
            plain.next();
        } catch (NoSuchElementException e) {
            print("StopIteration");
        }
        try {
            await(it.next());
        } catch (StopAsyncIteration e) {
            print(name(e));
        }
    }

    static void timeout() {
        print("-- timeout");
        List<Task<Double>> tasks =
                List.of(createTask(sleep(0.02, 0.02)), createTask(sleep(0.2, 0.2)));
        try {
            for (Future<Double> t : awaitEach(asCompleted(tasks, Duration.ofMillis(80)))) {
                print(t.result());
            }
        } catch (TimeoutError e) {
            Task<Double> other = tasks.get(1);
            print(show(e), "| the other goes on:", !other.isDone(), await(other));
        }
    }

    static void leftEarly() {
        print("-- leaving early and going on later");
        AsCompleted<Object> it =
                asCompleted(
                        List.of(
                                createTask(job(1, 1)),
                                createTask(job(2, 2)),
                                createTask(job(3, 3))));
        for (Future<Object> t : awaitEach(it)) {
            print("first", t.result());
            break;
        }
        for (Future<Object> t : awaitEach(it)) {
            print("then", t.result());
        }
    }
}
