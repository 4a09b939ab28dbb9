// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.groups;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskGroup;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `TaskGroup.cancel()` of 3.15: by the body, a child, a callback, before and after the block,
/// twice; with failing children, other cancels and timeouts on top.
public final class T22GroupCancel {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T22GroupCancel().main()));
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

    private Coroutine<Void> child(String name) {
        return child(name, "plain", 0);
    }

    private Coroutine<Void> child(String name, String what, int turns) {
        return async(
                () -> {
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add(name + " " + show(e));
                        for (int i = 0; i < turns; i++) {
                            await(sleep(0));
                        }
                        if (what.equals("fail")) {
                            throw new ValueError(name);
                        }
                        throw e;
                    }
                });
    }

    private void play(String title, TaskGroup g, Body.InOfNothing<TaskGroup> body) {
        print("--", title);
        try {
            await(g.use(body));
            log.add("ended");
        } catch (Throwable e) {
            log.add("out " + show(e));
        }
        print(log, "requests", requests());
        log.clear();
        try {
            await(sleep(0));
        } catch (CancelledError e) {
            print("cancelled afterwards", currentTask().uncancel());
        }
    }

    private void main() {
        byTheBody();
        byOthers();
        beforeAndAfter();
        failures();
        fromOutside();
        withTimeout();
        nested();
    }

    private void byTheBody() {
        play(
                "by the body",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                    log.add("still here");
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add("body " + show(e) + " requests " + requests());
                        throw e;
                    }
                });
        play(
                "by the body, which then ends",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                });
        play(
                "before the child has started",
                new TaskGroup(),
                g -> {
                    g.createTask(child("never"));
                    g.cancel();
                });
    }

    private void byOthers() {
        play(
                "by a child",
                new TaskGroup(),
                g -> {
                    g.createTask(
                            async(
                                    () -> {
                                        log.add("child cancels");
                                        g.cancel();
                                        await(sleep(0));
                                        log.add("not reached");
                                    }));
                    g.createTask(child("a"));
                    await(sleep(10));
                });
        play(
                "by a child, while the group waits",
                new TaskGroup(),
                g -> {
                    g.createTask(
                            async(
                                    () -> {
                                        await(sleep(0));
                                        g.cancel();
                                        return "value";
                                    }));
                    g.createTask(child("a"));
                });
        play(
                "by a callback",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    getRunningLoop().callSoon(g::cancel);
                    await(sleep(10));
                });
    }

    private void beforeAndAfter() {
        TaskGroup before = new TaskGroup();
        before.cancel();
        play(
                "before the block",
                before,
                g -> {
                    log.add("body runs");
                    refused(g);
                    await(sleep(0));
                    log.add("not reached");
                });
        TaskGroup empty = new TaskGroup();
        empty.cancel();
        play("before an empty block", empty, g -> {});
        TaskGroup twice = new TaskGroup();
        play(
                "twice, and after the end",
                twice,
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                    g.cancel();
                    await(sleep(10));
                });
        twice.cancel();
        await(sleep(0));
        print("nothing happened", requests());
        play(
                "no more tasks",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                    refused(g);
                    await(sleep(10));
                });
    }

    private void refused(TaskGroup g) {
        try {
            g.createTask(sleep(0));
        } catch (IllegalStateException e) {
            log.add(e.getMessage().split("> ")[1]);
        }
    }

    private void failures() {
        play(
                "a child fails in its cleanup",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a", "fail", 0));
                    await(sleep(0));
                    g.cancel();
                    await(sleep(10));
                });
        play(
                "the body fails",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                    throw new KeyError("body");
                });
        play(
                "the body swallows the cancel",
                new TaskGroup(),
                g -> {
                    g.createTask(child("a"));
                    await(sleep(0));
                    g.cancel();
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add("swallowed");
                    }
                    await(sleep(0));
                    log.add("went on");
                });
        play(
                "after a child has failed",
                new TaskGroup(),
                g -> {
                    g.createTask(
                            async(
                                    () -> {
                                        throw new ValueError("f");
                                    }));
                    g.createTask(child("a", "plain", 3));
                    try {
                        await(sleep(10));
                    } finally {
                        g.cancel();
                    }
                });
    }

    private Coroutine<Void> owner(String when) {
        return async(
                () -> {
                    await(
                            taskGroup(
                                    g -> {
                                        g.createTask(child("a", "plain", 3));
                                        await(sleep(0));
                                        if (when.equals("before")) {
                                            currentTask().cancel("outside");
                                        }
                                        g.cancel();
                                        if (when.equals("after")) {
                                            currentTask().cancel("outside");
                                        }
                                        try {
                                            await(sleep(10));
                                        } catch (CancelledError e) {
                                            log.add("body " + show(e) + " requests " + requests());
                                            throw e;
                                        }
                                    }));
                    log.add("ended");
                });
    }

    private void fromOutside() {
        print("-- with a cancel from outside");
        for (String when : List.of("before", "after", "waiting")) {
            Task<Void> t = createTask(owner(when));
            if (when.equals("waiting")) {
                for (int i = 0; i < 4; i++) {
                    await(sleep(0));
                }
                t.cancel("outside");
            }
            await(waitOn(List.of(t)));
            print(when, log, t.isCancelled(), t.cancelling());
            log.clear();
        }
    }

    private void withTimeout() {
        print("-- with a timeout that expires during the cleanup");
        Timeout limit = timeout(0.1);
        Coroutine<Void> slow =
                async(
                        () -> {
                            try {
                                await(sleep(10));
                            } finally {
                                await(sleep(0.3));
                            }
                        });
        try {
            await(
                    limit.use(
                            () -> {
                                await(
                                        taskGroup(
                                                g -> {
                                                    g.createTask(slow);
                                                    await(sleep(0));
                                                    g.cancel();
                                                }));
                                log.add("ended");
                            }));
        } catch (TimeoutError e) {
            log.add(show(e));
        }
        print(log, limit.isExpired(), requests());
        log.clear();
    }

    private void nested() {
        print("-- a group in a group: only the inner ends");
        List<Task<String>> t = new ArrayList<>();
        await(
                taskGroup(
                        o -> {
                            t.add(o.createTask(sleep(0, "outer value")));
                            await(
                                    taskGroup(
                                            i -> {
                                                i.createTask(child("inner child"));
                                                await(sleep(0));
                                                i.cancel();
                                                await(sleep(10));
                                            }));
                            log.add("inner ended, requests " + requests());
                        }));
        print(log, t.getFirst().result());
        log.clear();

        print("-- the outer is cancelled from inside the inner");
        await(
                taskGroup(
                        o -> {
                            await(
                                    taskGroup(
                                            i -> {
                                                i.createTask(child("inner child"));
                                                await(sleep(0));
                                                o.cancel();
                                                try {
                                                    await(sleep(10));
                                                } finally {
                                                    log.add(
                                                            "inner body ends, requests "
                                                                    + requests());
                                                }
                                            }));
                            log.add("not reached");
                        }));
        log.add("outer ended, requests " + requests());
        print(log);
        log.clear();
    }
}
