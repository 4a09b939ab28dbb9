// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.str;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The task that runs a group is cancelled: in the body, while it waits for the children, during an
/// abort, several times, with failing children; what comes out and how many requests are left.
public final class T20CancelFromOutside {

    private static final double NO_BODY = -1;

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20CancelFromOutside().main()));
    }

    private static String show(Throwable e) {
        return e instanceof FailureGroup group
                ? group.exceptions().stream()
                        .map(each -> show(each))
                        .sorted()
                        .collect(Collectors.joining(", ", Py.show(e) + " <", ">"))
                : Py.show(e);
    }

    private Coroutine<Void> child(String name) {
        return child(name, "plain", 0, 10);
    }

    private Coroutine<Void> child(String name, String what, int turns, double first) {
        return async(
                () -> {
                    try {
                        await(sleep(first));
                        log.add(name + " slept");
                    } catch (CancelledError e) {
                        log.add(name + " " + show(e));
                        turns(turns);
                        if (what.equals("fail")) {
                            throw new ValueError(name);
                        }
                        if (what.equals("swallow")) {
                            return;
                        }
                        throw e;
                    } finally {
                        log.add(name + " ends");
                    }
                    if (what.equals("fails")) {
                        throw new ValueError(name);
                    }
                });
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private static int requests() {
        return currentTask().cancelling();
    }

    private Task<String> taskOf(double body, String how, List<Coroutine<Void>> children) {
        return createTask(async(() -> block(body, how, children)));
    }

    private String block(double body, String how, List<Coroutine<Void>> children) {
        try {
            await(
                    taskGroup(
                            g -> {
                                children.forEach(g::createTask);
                                body(body, how);
                            }));
            log.add("block ended");
        } catch (Throwable e) {
            log.add("out " + show(e) + " requests " + requests());
            if (how.contains("after")) {
                try {
                    await(sleep(0));
                    log.add("after: not cancelled");
                } catch (CancelledError e2) {
                    log.add("after: " + show(e2));
                }
            }
            throw e;
        }
        return "end";
    }

    private void body(double body, String how) {
        if (body == NO_BODY) {
            return;
        }
        try {
            await(sleep(body));
        } catch (CancelledError e) {
            log.add("body " + show(e) + " requests " + requests());
            if (how.contains("swallow")) {
                return;
            }
            if (how.contains("fail")) {
                throw new KeyError("body");
            }
            throw e;
        }
    }

    private void finish(Task<String> t, String title) {
        await(waitOn(List.of(t)));
        print("--", title);
        print(String.join("\n", log));
        print(
                t.isCancelled()
                        ? "cancelled"
                        : t.exception() != null ? show(t.exception()) : str(t.result()),
                "requests",
                t.cancelling());
        log.clear();
    }

    private void main() {
        plainChildren();
        swallowing();
        failing();
        afterAFailure();
        entering();
    }

    private void plainChildren() {
        Task<String> t = taskOf(10, "", List.of(child("a")));
        turns(4);
        t.cancel("outside");
        finish(t, "in the body");

        t = taskOf(NO_BODY, "", List.of(child("a", "plain", 2, 10)));
        turns(4);
        t.cancel("outside");
        finish(t, "while it waits for the children");

        t = taskOf(NO_BODY, "", List.of(child("a", "plain", 6, 10)));
        turns(4);
        t.cancel("1");
        await(sleep(0));
        t.cancel("2");
        await(sleep(0));
        t.cancel("3");
        finish(t, "three times while it waits");

        t = taskOf(10, "", List.of(child("a", "plain", 4, 10)));
        turns(4);
        t.cancel("1");
        t.cancel("2");
        await(sleep(0));
        t.cancel("3");
        finish(t, "twice in the body, once while it waits");
    }

    private void swallowing() {
        Task<String> t = taskOf(10, "", List.of(child("a", "swallow", 0, 10)));
        turns(4);
        t.cancel("outside");
        finish(t, "a child that swallows");

        t = taskOf(10, "swallow", List.of(child("a")));
        turns(4);
        t.cancel("outside");
        turns(4);
        t.cancel("again");
        finish(t, "a body that swallows: the children are not cancelled until it is again");
    }

    private void failing() {
        Task<String> t = taskOf(10, "after", List.of(child("a", "fail", 0, 10)));
        turns(4);
        t.cancel("outside");
        finish(
                t,
                "a child that fails in its cleanup: the group goes out, the cancel comes at the"
                        + " next await");

        t = taskOf(10, "fail, after", List.of(child("a")));
        turns(4);
        t.cancel("outside");
        finish(t, "a body that fails in its cleanup");
    }

    private void afterAFailure() {
        Task<String> t =
                taskOf(10, "after", List.of(child("a", "fails", 0, 0), child("b", "plain", 5, 10)));
        turns(3);
        t.cancel("outside");
        finish(t, "cancelled from outside after a child has failed, while the sibling cleans up");

        t =
                taskOf(
                        NO_BODY,
                        "after",
                        List.of(child("b", "plain", 5, 10), child("a", "fails", 0, 0)));
        turns(3);
        t.cancel("outside");
        finish(t, "the same, with the body ended");

        t = taskOf(10, "after", List.of(child("a", "fails", 0, 0)));
        turns(2);
        t.cancel("same turn");
        finish(t, "cancelled in the turn in which the child fails");

        t = taskOf(10, "", List.of(child("a", "fails", 0, 0)));
        turns(3);
        t.cancel("next turn");
        finish(t, "cancelled one turn later");

        t = taskOf(10, "", List.of(child("a")));
        t.cancel("early");
        finish(t, "cancelled before it starts");
    }

    private static void taint() {
        currentTask().cancel();
        try {
            await(sleep(0));
        } catch (CancelledError e) {
            // the request stays
        }
    }

    private void entering() {
        Task<String> t = createTask(async(() -> enteredWhileCancelled()));
        finish(t, "entered while a cancel waits to be delivered");

        t = createTask(async(() -> takenBack()));
        turns(4);
        t.cancel();
        finish(t, "taken back, and a second group");

        t =
                createTask(
                        async(
                                () -> {
                                    taint();
                                    try {
                                        await(
                                                taskGroup(
                                                        g -> {
                                                            g.createTask(child("a", "fails", 0, 0));
                                                            await(sleep(10));
                                                        }));
                                    } catch (Throwable e) {
                                        log.add("out " + show(e) + " requests " + requests());
                                    }
                                    try {
                                        await(sleep(0));
                                        log.add("not cancelled");
                                    } catch (CancelledError e) {
                                        log.add("cancelled again");
                                    }
                                    return null;
                                }));
        finish(t, "entered with an old request, a child fails");

        t =
                createTask(
                        async(
                                () -> {
                                    taint();
                                    await(taskGroup(g -> g.createTask(child("a", "plain", 0, 0))));
                                    await(sleep(0));
                                    log.add("nothing happens");
                                    return null;
                                }));
        finish(t, "entered with an old request, all goes well");
    }

    private String enteredWhileCancelled() {
        currentTask().cancel("waiting");
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(child("a"));
                                log.add("body runs");
                            }));
            log.add("block ended");
        } finally {
            log.add("requests " + requests());
        }
        return null;
    }

    private String takenBack() {
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(child("a"));
                                await(sleep(10));
                            }));
        } catch (CancelledError e) {
            log.add("left " + currentTask().uncancel());
        }
        await(taskGroup(g -> g.createTask(child("b", "plain", 0, 0))));
        log.add("a second group runs");
        return null;
    }
}
