// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.BaseExceptionGroup;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Groups in groups, in the body and in children: who is cancelled, in which order, how the errors
/// are nested, and that each takes only its own cancel request back.
public final class T21NestedGroups {

    private static final double NO_BODY = -1;

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T21NestedGroups().main()));
    }

    private static String show(Throwable e) {
        return e instanceof FailureGroup group
                ? group.exceptions().stream()
                        .map(each -> show(each))
                        .sorted()
                        .collect(Collectors.joining(", ", Py.show(e) + " <", ">"))
                : Py.show(e);
    }

    private static int requests() {
        return currentTask().cancelling();
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private Coroutine<Void> child(String name) {
        return child(name, "plain", 0);
    }

    private Coroutine<Void> fails(String name, int turns) {
        return child(name, "fails", turns);
    }

    private Coroutine<Void> child(String name, String what, int turns) {
        return async(
                () -> {
                    try {
                        if (what.equals("fails")) {
                            turns(turns);
                            throw new ValueError(name);
                        }
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add(name + " cancelled");
                        turns(turns);
                        if (what.equals("fail")) {
                            throw new ValueError(name);
                        }
                        throw e;
                    }
                });
    }

    /// What one case is made of.
    private record Case(
            List<Coroutine<Void>> outer,
            List<Coroutine<Void>> inner,
            double innerBody,
            double outerBody,
            boolean isCaught,
            int cancelAfter) {

        Case(List<Coroutine<Void>> outer, List<Coroutine<Void>> inner) {
            this(outer, inner, 10, 10, false, -1);
        }

        Case innerBody(double seconds) {
            return new Case(outer, inner, seconds, outerBody, isCaught, cancelAfter);
        }

        Case outerBody(double seconds) {
            return new Case(outer, inner, innerBody, seconds, isCaught, cancelAfter);
        }

        Case caught() {
            return new Case(outer, inner, innerBody, outerBody, true, cancelAfter);
        }

        Case cancelAfter(int turns) {
            return new Case(outer, inner, innerBody, outerBody, isCaught, turns);
        }
    }

    private void nested(Case c) {
        try {
            await(
                    taskGroup(
                            o -> {
                                c.outer.forEach(o::createTask);
                                try {
                                    await(taskGroup(i -> inner(c, i)));
                                    log.add("inner ended");
                                } catch (Throwable e) {
                                    log.add("inner " + show(e) + ", requests " + requests());
                                    if (!c.isCaught) {
                                        throw e;
                                    }
                                }
                                sleepIn("outer", c.outerBody);
                            }));
            log.add("outer ended");
        } catch (Throwable e) {
            log.add("outer " + show(e) + ", requests " + requests());
            throw e;
        }
    }

    private void inner(Case c, TaskGroup i) {
        c.inner.forEach(i::createTask);
        sleepIn("inner", c.innerBody);
    }

    private void sleepIn(String where, double seconds) {
        if (seconds == NO_BODY) {
            return;
        }
        try {
            await(sleep(seconds));
        } catch (CancelledError e) {
            log.add(where + " body cancelled, requests " + requests());
            throw e;
        }
    }

    private void play(String title, Case c) {
        print("--", title);
        Task<Void> t = createTask(async(() -> nested(c)));
        if (c.cancelAfter >= 0) {
            turns(c.cancelAfter);
            t.cancel("outside");
        }
        await(waitOn(List.of(t)));
        print(String.join("\n", log));
        print(
                t.isCancelled()
                        ? "cancelled"
                        : t.exception() != null ? show(t.exception()) : "fine",
                "requests",
                t.cancelling());
        log.clear();
    }

    private void main() {
        failures();
        bothFail();
        cancels();
        inChildren();
        deepOnes();
        makers();
    }

    private void failures() {
        play(
                "all goes well",
                new Case(List.of(sleep(0)), List.of(sleep(0), sleep(0))).innerBody(0).outerBody(0));
        play(
                "an inner child fails",
                new Case(List.of(child("o")), List.of(fails("a", 0), child("b"))));
        play(
                "an inner child fails, and it is caught",
                new Case(List.of(fails("o", 9)), List.of(fails("a", 0), child("b"))).caught());
        play(
                "an outer child fails, the inner body runs",
                new Case(List.of(fails("o", 2)), List.of(child("a"))));
        play(
                "an outer child fails, the inner group waits",
                new Case(List.of(fails("o", 2)), List.of(child("a", "plain", 2)))
                        .innerBody(NO_BODY));
    }

    private void bothFail() {
        play(
                "both fail in one turn, the inner first",
                new Case(List.of(fails("o", 2)), List.of(fails("a", 1))));
        play(
                "both fail in one turn, the outer first",
                new Case(List.of(fails("o", 1)), List.of(fails("a", 1))));
        play(
                "the outer fails while the inner aborts",
                new Case(List.of(fails("o", 5)), List.of(fails("a", 0), child("b", "plain", 9))));
        play(
                "the inner fails in its cleanup, after the outer has failed",
                new Case(List.of(fails("o", 1)), List.of(child("a", "fail", 2))));
        play(
                "the inner's error is caught although the outer has failed",
                new Case(List.of(fails("o", 1)), List.of(child("a", "fail", 2))).caught());
    }

    private void cancels() {
        play(
                "cancelled from outside",
                new Case(List.of(child("o")), List.of(child("a"))).cancelAfter(4));
        play(
                "cancelled from outside while the inner waits",
                new Case(List.of(child("o")), List.of(child("a")))
                        .innerBody(NO_BODY)
                        .cancelAfter(4));
        play(
                "cancelled from outside, the inner child fails in cleanup",
                new Case(List.of(child("o")), List.of(child("a", "fail", 0))).cancelAfter(4));
        play(
                "cancelled from outside, the outer child fails in cleanup",
                new Case(List.of(child("o", "fail", 0)), List.of(child("a"))).cancelAfter(4));
        play(
                "the inner group is left by a value, the outer fails later",
                new Case(List.of(fails("o", 6)), List.of(sleep(0))).innerBody(0));
    }

    private static Coroutine<Void> sub(List<Coroutine<Void>> children) {
        return taskGroup(g -> children.forEach(g::createTask));
    }

    private void inChildren() {
        print("-- a group in a child: the error is nested");
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(sub(List.of(fails("a", 1), child("b"))));
                                g.createTask(sub(List.of(child("c", "fail", 0), child("d"))));
                                g.createTask(child("e"));
                            }));
        } catch (ExceptionGroup e) {
            print(show(e));
            FailureGroup.Split parts =
                    e.split(x -> x instanceof ValueError && "a".equals(x.getMessage()));
            print(show(parts.match().asThrowable()), "|", show(parts.rest().asThrowable()));
        }
        print(log.stream().sorted().toList(), requests());
        log.clear();
    }

    private Coroutine<Void> deep(int n) {
        return async(
                () -> {
                    try {
                        await(
                                taskGroup(
                                        g -> {
                                            g.createTask(n > 0 ? deep(n - 1) : fails("leaf", 0));
                                            g.createTask(child("sibling " + n));
                                        }));
                    } finally {
                        log.add("level " + n + " ends");
                    }
                });
    }

    private void deepOnes() {
        print("-- three deep, the innermost fails");
        try {
            await(deep(2));
        } catch (ExceptionGroup e) {
            print(show(e));
        }
        print(log);
        log.clear();

        print(
                "-- the children of a child's group are waited for when the grandparent is"
                        + " cancelled");
        Task<Void> t = createTask(sub(List.of(sub(List.of(child("x", "plain", 3))))));
        turns(5);
        t.cancel();
        await(waitOn(List.of(t)));
        print(log, t.isCancelled());
        log.clear();
    }

    private Coroutine<Void> maker(TaskGroup g, int n) {
        return async(
                () -> {
                    log.add("maker " + n);
                    if (n > 0) {
                        g.createTask(maker(g, n - 1));
                    }
                });
    }

    private Coroutine<Void> late(TaskGroup g) {
        return async(
                () -> {
                    try {
                        await(sleep(10));
                    } finally {
                        try {
                            g.createTask(child("late"));
                        } catch (IllegalStateException e) {
                            log.add("TaskGroup ... " + e.getMessage().split("> ")[1]);
                        }
                    }
                });
    }

    private void makers() {
        print("-- a child makes a task in its parent's group");
        await(taskGroup(g -> g.createTask(maker(g, 3))));
        print(log);
        log.clear();

        print("-- a child makes one while the group shuts down");
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(late(g));
                                g.createTask(fails("f", 1));
                            }));
        } catch (ExceptionGroup | BaseExceptionGroup e) {
            print(show(e), log);
        }
        log.clear();
    }
}
