// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Cancelling a gather, its awaiter and its children; what comes out when children swallow, fail or
/// take their time; duplicates; exceptions returned; nested gathers.
public final class T23GatherCancel {

    private final EventLoop loop = getRunningLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T23GatherCancel().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Coroutine<Object> child(String name) {
        return child(name, "plain", 0);
    }

    private Coroutine<Object> child(String name, String what, int steps) {
        return async(
                () -> {
                    try {
                        return await(sleep(3600, (Object) null));
                    } catch (CancelledError e) {
                        log.add(name + " " + show(e));
                        for (int i = 0; i < steps; i++) {
                            await(sleep(0));
                        }
                        if (what.equals("swallow")) {
                            return name + " swallowed";
                        }
                        if (what.equals("fail")) {
                            throw new ValueError(name);
                        }
                        throw e;
                    } finally {
                        log.add(name + " ends");
                    }
                });
    }

    private static String outcome(Awaitable<?> g) {
        try {
            return repr(await(g));
        } catch (Throwable e) {
            return "raised " + show(e);
        }
    }

    private static void settle() {
        for (int i = 0; i < 6; i++) {
            await(sleep(0));
        }
    }

    private List<Coroutine<Object>> kinds() {
        return List.of(child("a", "plain", 0), child("b", "swallow", 2), child("c", "fail", 1));
    }

    private static Future<List<Object>> gathered(
            boolean rex, Iterable<? extends Awaitable<Object>> children) {
        return rex ? gatherReturningExceptions(children) : gather(children);
    }

    private void main() {
        for (boolean rex : List.of(false, true)) {
            gatherIsCancelled(rex);
            awaiterIsCancelled(rex);
            childIsCancelled(rex);
        }
        swallowing();
        twice();
        nested();
        futures();
        print("-- the gather is done when the first fails; cancelling it then does nothing");
        Task<Object> t = createTask(child("late"));
        Future<Object> f = loop.createFuture();
        Future<List<Object>> g = gather(f, t);
        f.setException(new ValueError("first"));
        settle();
        print(g.isDone(), g.cancel(), t.isDone(), outcome(g));
        t.cancel();
        settle();
        flush();
    }

    private void gatherIsCancelled(boolean rex) {
        print("-- the gather is cancelled, return_exceptions", rex);
        Future<List<Object>> g = gathered(rex, kinds());
        settle();
        print(g.cancel("words"), g.isDone(), g.isCancelled());
        print(outcome(g), "| cancelled", g.isCancelled());
        settle();
        flush();
    }

    private void awaiterIsCancelled(boolean rex) {
        print("-- its awaiter is cancelled, return_exceptions", rex);
        Task<List<Object>> t =
                createTask(
                        async(
                                () -> {
                                    Future<List<Object>> all = gathered(rex, kinds());
                                    try {
                                        return await(all);
                                    } catch (Throwable e) {
                                        log.add("awaiter " + show(e));
                                        throw e;
                                    }
                                }));
        settle();
        t.cancel("outside");
        await(waitOn(List.of(t)));
        settle();
        flush();
        print(t.isCancelled(), t.cancelling());
    }

    private void childIsCancelled(boolean rex) {
        print("-- one child is cancelled, return_exceptions", rex);
        List<Task<Object>> ts = kinds().stream().map(each -> createTask(each)).toList();
        Future<List<Object>> g = gathered(rex, ts);
        settle();
        ts.getFirst().cancel("alone");
        settle();
        print(g.isDone(), g.isCancelled(), ts.stream().map(Task::isDone).toList());
        ts.subList(1, 3).forEach(t -> t.cancel("rest"));
        print(outcome(g), "| cancelled", g.isCancelled());
        settle();
        flush();
    }

    private void swallowing() {
        print("-- only swallowing children: the cancel stays");
        Future<List<Object>> g = gather(child("x", "swallow", 0), child("y", "swallow", 0));
        settle();
        g.cancel("w");
        print(outcome(g));
        log.clear();
    }

    private void twice() {
        print("-- cancelled twice");
        Future<List<Object>> g = gather(child("x", "plain", 3), child("y", "plain", 3));
        settle();
        print(g.cancel("1"));
        await(sleep(0));
        print(g.cancel("2"));
        print(outcome(g));
        flush();

        print("-- the same child twice");
        Task<Object> t = createTask(child("t"));
        g = gather(t, t);
        settle();
        g.cancel("w");
        print(outcome(g), t.cancelling());
        log.clear();

        print("-- nothing left to cancel");
        Future<Object> f = loop.createFuture();
        g = gather(f);
        f.setResult(1);
        print(g.cancel(), outcome(g), g.cancel());
    }

    private void nested() {
        print("-- nested: the inner gather is cancelled through the outer");
        Future<List<Object>> inner = gather(child("i1"), child("i2", "plain", 2));
        Future<List<Object>> outer = gather(inner, child("o"));
        settle();
        outer.cancel("deep");
        print(outcome(outer), inner.isDone(), inner.isCancelled());
        settle();
        flush();
        print(outcome(inner));

        print("-- nested, with return_exceptions outside");
        Future<List<Object>> inside = gather(child("i1"), child("i2"));
        outer = gatherReturningExceptions(inside, sleep(0, "o"));
        settle();
        inside.cancel("in");
        print(outcome(outer));
        flush();
    }

    private void futures() {
        print("-- children that are futures");
        Future<Object> f1 = loop.createFuture();
        Future<Object> f2 = loop.createFuture();
        Future<List<Object>> g = gather(f1, f2);
        f1.cancel("f1");
        settle();
        print(g.isDone(), g.isCancelled(), outcome(g), f2.isDone());
        Future<Object> f3 = loop.createFuture();
        Future<Object> f4 = loop.createFuture();
        g = gatherReturningExceptions(f3, f4);
        f3.cancel("f1");
        f4.cancel();
        print(outcome(g));
    }
}
