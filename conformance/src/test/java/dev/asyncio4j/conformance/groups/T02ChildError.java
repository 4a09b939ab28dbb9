// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A failing child: the body and all siblings are cancelled, the group waits for their cleanup, and
/// the error comes up wrapped in an ExceptionGroup named "unhandled errors in a TaskGroup"; the
/// parent's cancel request is taken back.
public final class T02ChildError {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(new T02ChildError().main());
    }

    static String show(Throwable e) {
        if (e instanceof FailureGroup group) {
            String members =
                    group.exceptions().stream()
                            .map(each -> show(each))
                            .sorted()
                            .collect(Collectors.joining(", "));
            return Py.show(e) + " <" + members + ">";
        }
        return Py.show(e);
    }

    private Coroutine<Void> sibling(String name, double cleanup) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        log.add(name + " cancelled");
                        await(sleep(cleanup));
                        log.add(name + " cleaned up");
                        throw e;
                    }
                });
    }

    private static Coroutine<Void> fails(int steps, RuntimeException failure) {
        return async(
                () -> {
                    for (int i = 0; i < steps; i++) {
                        await(sleep(0));
                    }
                    throw failure;
                });
    }

    private void flush() {
        print("  log:", log.stream().sorted().toList());
        log.clear();
    }

    private static int requests() {
        return currentTask().cancelling();
    }

    private Coroutine<Void> main() {
        return async(
                () -> {
                    bodyWaiting();
                    bodyFinished();
                    failingChildAwaited();
                    bodySwallowsTheCancel();
                });
    }

    private void bodyWaiting() {
        print("-- body waiting in the block");
        List<Task<Void>> tasks = new ArrayList<>();
        try {
            await(
                    taskGroup(
                            group -> {
                                tasks.add(group.createTask(sibling("slow", 0.02)));
                                tasks.add(group.createTask(sibling("quick", 0)));
                                tasks.add(group.createTask(fails(2, new ValueError("v"))));
                                try {
                                    await(sleep(3600));
                                } catch (CancelledError e) {
                                    String words = e.getMessage() == null ? "" : e.getMessage();
                                    log.add(
                                            "body cancelled ["
                                                    + words
                                                    + "], requests "
                                                    + requests());
                                    throw e;
                                }
                            }));
        } catch (ExceptionGroup e) {
            print(show(e), "| cause", e.getCause());
            print(
                    "same object:",
                    e.exceptions().getFirst() == tasks.get(2).exception(),
                    "| slow cancelled:",
                    tasks.get(0).isCancelled());
        }
        flush();
        print("requests after:", requests());
    }

    private void bodyFinished() {
        print("-- body already finished");
        try {
            await(
                    taskGroup(
                            group -> {
                                group.createTask(sibling("s", 0));
                                group.createTask(fails(1, new KeyError("k")));
                            }));
        } catch (ExceptionGroup e) {
            print(show(e));
        }
        flush();
    }

    private static void failingChildAwaited() {
        print("-- the failing child was awaited in the body: wrapped only once");
        try {
            await(
                    taskGroup(
                            group -> {
                                try {
                                    await(group.createTask(fails(0, new ValueError("awaited"))));
                                } catch (ValueError e) {
                                    print("body caught", show(e));
                                    await(sleep(0));
                                    print("(not reached: the body is cancelled here)");
                                }
                            }));
        } catch (ExceptionGroup e) {
            print(show(e));
        }
    }

    private static void bodySwallowsTheCancel() {
        print("-- a body that swallows the cancel");
        try {
            await(
                    taskGroup(
                            group -> {
                                group.createTask(fails(0, new ValueError("v")));
                                try {
                                    await(sleep(3600));
                                } catch (CancelledError e) {
                                    print("body swallowed it, requests", requests());
                                }
                                await(sleep(0));
                                print("body went on");
                            }));
        } catch (ExceptionGroup e) {
            print(show(e), "requests", requests());
        }
    }
}
