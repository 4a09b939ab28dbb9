// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// `asCompleted`: yields one awaitable per distinct input, which give the results in order of
/// completion (errors too, at their turn); several may be awaited at once; done inputs come first.
public final class T06AsCompleted {

    public static void main(String[] args) {
        run(main());
    }

    static Task<Object> task(int steps, Object result) {
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
        return createTask(job);
    }

    static List<Coroutine<Object>> listOf(Iterable<Coroutine<Object>> coroutines) {
        List<Coroutine<Object>> all = new ArrayList<>();
        coroutines.forEach(all::add);
        return all;
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    inOrderOfCompletion();
                    oneCoroutineForEachInput();
                    duplicates();
                    cancelledInput();
                    leftEarly();
                });
    }

    static void inOrderOfCompletion() {
        List<Task<Object>> tasks =
                List.of(
                        task(5, "five"),
                        task(1, "one"),
                        task(3, new ValueError("three")),
                        task(2, "two"));
        List<Object> got = new ArrayList<>();
        for (Coroutine<Object> next : asCompleted(tasks)) {
            try {
                got.add(await(next));
            } catch (ValueError e) {
                got.add(show(e));
            }
        }
        print(got);
    }

    static List<Task<Object>> threeTasks() {
        return List.of(task(3, "c"), task(1, "a"), task(2, "b"));
    }

    static void oneCoroutineForEachInput() {
        print("-- the values yielded are coroutines, one for each input");
        List<Coroutine<Object>> all = listOf(asCompleted(threeTasks()));
        print(all.size(), all.stream().map(each -> isCoroutine(each)).toList());
        print(
                "awaited in reverse order:",
                all.reversed().stream().map(each -> await(each)).toList());
        all = listOf(asCompleted(threeTasks()));
        print("awaited together:", await(gather(all)));
    }

    static void duplicates() {
        print("-- duplicates are merged");
        Task<Object> task = task(1, "once");
        List<Object> got = new ArrayList<>();
        for (Coroutine<Object> next : asCompleted(List.of(task, task, task))) {
            got.add(await(next));
        }
        print(got);
        print("empty:", listOf(asCompleted(List.of())));
        got.clear();
        for (Coroutine<Object> next : asCompleted(List.of(task))) {
            got.add(await(next));
        }
        print("done already:", got);
    }

    static void cancelledInput() {
        print("-- an input cancelled comes up as CancelledError at its turn");
        List<Task<Object>> tasks = List.of(task(3, "late"), task(9, "victim"));
        tasks.get(1).cancel();
        for (Coroutine<Object> next : asCompleted(tasks)) {
            try {
                print("  ", await(next));
            } catch (CancelledError e) {
                print("  ", show(e));
            }
        }
    }

    static void leftEarly() {
        print("-- leaving the loop early leaves the rest running");
        List<Task<Object>> tasks = List.of(task(1, "first"), task(4, "second"));
        for (Coroutine<Object> next : asCompleted(tasks)) {
            print("  ", await(next));
            break;
        }
        Task<Object> second = tasks.get(1);
        print("  second done:", second.isDone(), "->", await(second));
    }
}
