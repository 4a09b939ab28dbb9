// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.str;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/// KeyboardInterrupt and SystemExit in a group are not wrapped: they leave the group as they are
/// (after the children ended), with priority over other errors; another Error makes a
/// BaseExceptionGroup.
public final class T08BaseExceptions {

    /// Python's BaseException that is no Exception is Java's Error.
    static final class Odd extends Error {
        Odd(String message) {
            super(message);
        }
    }

    public static void main(String[] args) {
        attempt("body Odd", log -> bodyRaises(new Odd("o"), log));
        attempt("body SystemExit", log -> bodyRaises(new SystemExit(2), log));
        attempt("child Odd", log -> childRaises(log, new Odd("o")));
        attempt(
                "child Odd and ValueError",
                log -> childRaises(log, new Odd("o"), new ValueError("v")));
        attempt("child KeyboardInterrupt", log -> childRaises(log, new KeyboardInterrupt("k")));
        attempt(
                "child ValueError, then SystemExit",
                log -> childRaises(log, new ValueError("v"), new SystemExit(1)));
    }

    static String show(Throwable e) {
        if (e instanceof FailureGroup group) {
            String members =
                    group.exceptions().stream()
                            .map(each -> show(each))
                            .collect(Collectors.joining(", "));
            return Py.show(e) + " <" + members + ">";
        }
        return Py.show(e);
    }

    static Coroutine<Void> fails(Throwable failure) {
        return async(
                () -> {
                    switch (failure) {
                        case Error error -> throw error;
                        case Exception exception -> throw exception;
                        default -> throw new AssertionError(failure);
                    }
                });
    }

    static Coroutine<Void> sleeper(List<String> log) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        log.add("sibling cancelled");
                        throw e;
                    }
                });
    }

    static Coroutine<Void> bodyRaises(Error failure, List<String> log) {
        return taskGroup(
                (TaskGroup group) -> {
                    group.createTask(sleeper(log));
                    await(sleep(0));
                    throw failure;
                });
    }

    static Coroutine<Void> childRaises(List<String> log, Throwable... failures) {
        return taskGroup(
                group -> {
                    group.createTask(sleeper(log));
                    for (Throwable failure : failures) {
                        group.createTask(fails(failure));
                    }
                });
    }

    /// A child's KeyboardInterrupt or SystemExit also leaves `runUntilComplete` at once; running
    /// the
    /// loop again lets the group finish.
    static void attempt(String label, Function<List<String>, Coroutine<Void>> make) {
        List<String> log = new ArrayList<>();
        EventLoop loop = newEventLoop();
        Task<Void> task = loop.createTask(make.apply(log));
        for (int i = 1; i <= 2 && !task.isDone(); i++) {
            try {
                loop.runUntilComplete(task);
            } catch (Throwable e) {
                String run = label + ", run " + i + ": " + show(e);
                print(run + " | task done " + str(task.isDone()), log);
            }
        }
        loop.close();
    }
}
