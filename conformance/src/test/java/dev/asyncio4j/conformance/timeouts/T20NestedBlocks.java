// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.timeouts;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.repr;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Task;
import dev.asyncio4j.Timeout;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Timeouts inside each other, around groups, gathers, shields and `waitFor`; which one fires, what
/// the others make of it, and how many cancel requests are left.
public final class T20NestedBlocks {

    private static final double NONE = Double.POSITIVE_INFINITY;

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20NestedBlocks().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String show(Throwable e) {
        return e instanceof FailureGroup group
                ? Py.show(e)
                        + " "
                        + repr(
                                group.exceptions().stream()
                                        .map(each -> show(each))
                                        .sorted()
                                        .toList())
                : Py.show(e);
    }

    private static int left() {
        return currentTask().cancelling();
    }

    private void nested(double outer, double inner, double body, double cleanup) {
        Timeout o = timeout(outer);
        List<Timeout> i = new ArrayList<>();
        try {
            await(
                    o.use(
                            () -> {
                                Timeout limit = timeout(inner);
                                i.add(limit);
                                try {
                                    await(limit.use(() -> body(body, cleanup)));
                                } catch (TimeoutError e) {
                                    log.add("inner TimeoutError");
                                } catch (CancelledError e) {
                                    log.add("inner CancelledError");
                                    throw e;
                                } finally {
                                    log.add("inner expired " + repr(limit.isExpired()));
                                }
                            }));
        } catch (TimeoutError e) {
            log.add("outer TimeoutError");
        }
        print(log, "| expired", o.isExpired(), i.getFirst().isExpired(), "| left", left());
        log.clear();
    }

    private void body(double seconds, double cleanup) {
        try {
            await(sleep(seconds));
            log.add("body done");
        } catch (CancelledError e) {
            log.add("body cancelled");
            if (cleanup > 0) {
                await(sleep(cleanup));
                log.add("cleaned up");
            }
            throw e;
        }
    }

    private void main() {
        print("-- inner first, outer first, neither");
        nested(10, 0.1, 10, 0);
        nested(0.1, 10, 10, 0);
        nested(10, 10, 0.1, 0);
        print("-- no limits, zero limits");
        nested(NONE, 0.1, 10, 0);
        nested(0.1, NONE, 10, 0);
        nested(0, 10, 10, 0);
        nested(10, 0, 10, 0);
        nested(0, 0, 10, 0);
        nested(-1, -1, 10, 0);
        nested(0, 0, 0, 0);
        print("-- the outer fires while the inner cleans up");
        nested(0.3, 0.1, 10, 10);
        print("-- the inner's deadline passes while the outer's cancel is cleaned up");
        nested(0.1, 0.3, 10, 0.5);
        swallowing();
        aroundGroups();
        insideGroups();
        aroundOthers();
        waitFors();
        ownErrors();
    }

    private void swallowing() {
        print("-- a timeout around a body that swallows the cancel and goes on");
        Timeout t = timeout(0.1);
        try {
            await(
                    t.use(
                            () -> {
                                try {
                                    await(sleep(10));
                                } catch (CancelledError e) {
                                    log.add("swallowed");
                                }
                                await(sleep(0));
                                log.add("went on");
                            }));
        } catch (TimeoutError e) {
            log.add("TimeoutError");
        }
        flush();
        print(t.isExpired(), left());
    }

    private Coroutine<Void> child(String n) {
        return child(n, "plain");
    }

    private Coroutine<Void> child(String n, String what) {
        return async(
                () -> {
                    try {
                        await(sleep(10));
                    } catch (CancelledError e) {
                        log.add(n + " cancelled");
                        if (what.equals("fail")) {
                            throw new ValueError(n);
                        }
                        throw e;
                    }
                });
    }

    private void aroundGroups() {
        print("-- around a group: the group is cancelled, and the timeout turns it over");
        try {
            await(
                    timeout(
                            0.1,
                            () ->
                                    await(
                                            taskGroup(
                                                    g -> {
                                                        g.createTask(child("a"));
                                                        g.createTask(child("b"));
                                                    }))));
        } catch (TimeoutError e) {
            print(show(e), log.stream().sorted().toList(), left());
        }
        log.clear();

        print("-- around a group whose child fails in its cleanup");
        Timeout t = timeout(0.1);
        try {
            await(
                    t.use(
                            () ->
                                    await(
                                            taskGroup(
                                                    g -> {
                                                        g.createTask(child("a"));
                                                        g.createTask(child("b", "fail"));
                                                    }))));
        } catch (Throwable e) {
            print(show(e), t.isExpired(), log.stream().sorted().toList(), left());
        }
        log.clear();
        await(sleep(0));
        print("not cancelled afterwards");
    }

    private static Coroutine<Void> limited() {
        return async(() -> await(timeout(0.1, () -> await(sleep(10)))));
    }

    private void insideGroups() {
        print("-- inside a group: the error is the group's");
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(child("a"));
                                await(timeout(0.1, () -> await(sleep(10))));
                            }));
        } catch (Throwable e) {
            print(show(e), log, left());
        }
        log.clear();

        print("-- in a child of a group");
        try {
            await(
                    taskGroup(
                            g -> {
                                g.createTask(child("a"));
                                g.createTask(limited());
                                await(sleep(10));
                            }));
        } catch (Throwable e) {
            print(show(e), log, left());
        }
        log.clear();
    }

    private void aroundOthers() {
        print("-- around a gather, around a shield");
        try {
            await(timeout(0.1, () -> await(gather(child("x"), child("y")))));
        } catch (TimeoutError e) {
            print(show(e), log, left());
        }
        log.clear();
        Task<String> inner = createTask(sleep(0.4, "kept"));
        try {
            await(timeout(0.1, () -> await(shield(inner))));
        } catch (TimeoutError e) {
            print(show(e), inner.isDone(), await(inner));
        }
    }

    private void waitFors() {
        print("-- wait_for in a timeout, a timeout in wait_for");
        for (double[] limits : new double[][] {{0.1, 10}, {10, 0.1}}) {
            double outer = limits[0];
            double inner = limits[1];
            try {
                await(
                        timeout(
                                outer,
                                () -> {
                                    try {
                                        await(waitFor(child("w"), inner));
                                    } catch (TimeoutError e) {
                                        log.add("inner TimeoutError");
                                    }
                                }));
            } catch (TimeoutError e) {
                log.add("outer TimeoutError");
            }
            flush();
            Awaitable<Void> body = async(() -> nested(inner, 20, 10, 0));
            try {
                await(waitFor(body, outer));
            } catch (TimeoutError e) {
                log.add("wait_for TimeoutError");
            }
            flush();
        }
    }

    private static void ownErrors() {
        print("-- a TimeoutError of one's own is left alone");
        Timeout t = timeout(10);
        try {
            await(
                    t.use(
                            () -> {
                                throw new TimeoutError("own");
                            }));
        } catch (TimeoutError e) {
            print(show(e), t.isExpired());
        }
        try {
            await(waitFor(limited(), 10));
        } catch (TimeoutError e) {
            print(show(e), Py.name(e.getCause()));
        }

        print("-- the error's cause");
        try {
            await(timeout(0, () -> await(sleep(10))));
        } catch (TimeoutError e) {
            print(Py.name(e.getCause()), Py.text(e).isEmpty(), "()");
        }
    }
}
