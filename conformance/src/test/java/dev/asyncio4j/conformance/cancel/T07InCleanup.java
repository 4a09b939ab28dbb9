// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.List;

/// Cancelling a task that is already handling a cancel: the new CancelledError interrupts the await
/// inside the catch or finally block; two cancels before the task gets to run count as one
/// delivery.
public final class T07InCleanup {

    public static void main(String[] args) {
        run(main());
    }

    static Coroutine<Void> victim(List<String> log) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError first) {
                        log.add("first " + show(first));
                        try {
                            await(sleep(3600));
                        } catch (CancelledError second) {
                            log.add("second " + show(second) + " (context " + show(first) + ")");
                            throw second;
                        } finally {
                            log.add("inner finally");
                        }
                    } finally {
                        log.add("outer finally");
                        await(sleep(0));
                        log.add("cleanup may await");
                    }
                });
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    cancelledAgainInCleanup();
                    twoCancelsAtOnce();
                    cancelWhileTheFinallyBlockAwaits();
                });
    }

    static void cancelledAgainInCleanup() {
        List<String> log = new ArrayList<>();
        Task<Void> task = createTask(victim(log));
        await(sleep(0));
        task.cancel("one");
        await(sleep(0));
        print("after the first:", log, "done", task.isDone());
        task.cancel("two");
        await(waitOn(List.of(task)));
        log.forEach(line -> print(line));
        print("cancelled", task.isCancelled(), "requests", task.cancelling());
    }

    static void twoCancelsAtOnce() {
        print("-- two cancels at once are delivered once");
        List<String> log = new ArrayList<>();
        Task<Void> task = createTask(victim(log));
        await(sleep(0));
        task.cancel("one");
        task.cancel("two");
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
        }
        print(log, "done", task.isDone(), "requests", task.cancelling());
        task.cancel("three");
        await(waitOn(List.of(task)));
        print(log);
    }

    @SuppressWarnings("finally") // that the cleanup's error replaces the value is the subject
    static Coroutine<String> cleaner() {
        return async(
                () -> {
                    try {
                        return "value";
                    } finally {
                        try {
                            await(sleep(3600));
                        } finally {
                            print("  cleanup interrupted");
                        }
                    }
                });
    }

    static void cancelWhileTheFinallyBlockAwaits() {
        print("-- cancel while the finally block awaits");
        Task<String> task = createTask(cleaner());
        await(sleep(0));
        task.cancel();
        await(waitOn(List.of(task)));
        print("the return value is lost: cancelled", task.isCancelled());
    }
}
