// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.LookupError;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.conformance.py.TypeError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Several errors: all are collected in one group in the order in which the children ended (the
/// body's own error last); errors in cleanup count; a group is handled type by type; an own
/// CancelledError of the body is not an error.
public final class T03ManyErrors {

    public static void main(String[] args) {
        run(main());
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

    static Coroutine<Void> fails(int steps, RuntimeException failure) {
        return async(
                () -> {
                    for (int i = 0; i < steps; i++) {
                        await(sleep(0));
                    }
                    throw failure;
                });
    }

    static Coroutine<Void> failsOnCancel(RuntimeException failure, double delay) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        await(sleep(delay));
                        throw failure;
                    }
                });
    }

    static void attempt(Body.InOfNothing<TaskGroup> body) {
        try {
            await(taskGroup(body));
        } catch (ExceptionGroup e) {
            print(show(e));
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    ofChildren();
                    ofTheBody();
                    ofTheBodyAtOnce();
                    ofTheBodyBeingCancelled();
                    cancelledByHand();
                    splitting();
                });
    }

    static void ofChildren() {
        print("-- in one iteration");
        attempt(
                group -> {
                    group.createTask(fails(1, new ValueError("a")));
                    group.createTask(fails(1, new KeyError("b")));
                    group.createTask(fails(9, new OSError("too late: cancelled")));
                });

        print("-- in cleanup after the first error; order of ending");
        attempt(
                group -> {
                    group.createTask(failsOnCancel(new OSError("slow cleanup"), 0.06));
                    group.createTask(failsOnCancel(new TypeError("quick cleanup"), 0.02));
                    group.createTask(fails(1, new ValueError("first")));
                });
    }

    static void ofTheBody() {
        print("-- the body raises: its error comes last");
        attempt(
                group -> {
                    group.createTask(failsOnCancel(new KeyError("child"), 0));
                    await(sleep(0));
                    throw new ValueError("body");
                });
    }

    static void ofTheBodyAtOnce() {
        print("-- the body raises at once: children never start");
        List<Integer> started = new ArrayList<>();
        List<Task<Void>> tasks = new ArrayList<>();
        Coroutine<Void> never =
                async(
                        () -> {
                            started.add(1);
                        });
        try {
            await(
                    taskGroup(
                            (TaskGroup group) -> {
                                tasks.add(group.createTask(never));
                                throw new ValueError("body");
                            }));
        } catch (ExceptionGroup e) {
            print(show(e), "started", started, "cancelled", tasks.getFirst().isCancelled());
        }
    }

    @SuppressWarnings("finally") // that it replaces the CancelledError is the subject
    static void ofTheBodyBeingCancelled() {
        print("-- the body raises while being cancelled for a child's error");
        attempt(
                group -> {
                    group.createTask(fails(0, new ValueError("child")));
                    try {
                        await(sleep(3600));
                    } finally {
                        throw new LookupError("from finally");
                    }
                });
    }

    static void cancelledByHand() {
        print("-- a body raising CancelledError itself, no errors");
        List<Task<Void>> tasks = new ArrayList<>();
        try {
            await(
                    taskGroup(
                            (TaskGroup group) -> {
                                tasks.add(group.createTask(sleep(3600)));
                                throw new CancelledError("by hand");
                            }));
        } catch (CancelledError e) {
            print(show(e), "| child cancelled", tasks.getFirst().isCancelled());
        }
    }

    static void splitting() {
        print("-- splitting");
        try {
            await(
                    taskGroup(
                            group -> {
                                group.createTask(fails(1, new ValueError("1")));
                                group.createTask(fails(1, new KeyError("2")));
                                group.createTask(fails(1, new ValueError("3")));
                            }));
        } catch (ExceptionGroup e) {
            e.on(ValueError.class, part -> print("ValueErrors:", show(part.asThrowable())))
                    .on(KeyError.class, part -> print("KeyErrors:", show(part.asThrowable())))
                    .rethrowRest();
        }
    }
}
