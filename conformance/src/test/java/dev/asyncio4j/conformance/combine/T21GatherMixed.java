// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.combine;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// `gather` of done things, of duplicates, with eager tasks, of awaitables, in odd places; when it
/// is done at once and when it takes turns.
public final class T21GatherMixed {

    private final EventLoop loop = getRunningLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T21GatherMixed().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Coroutine<Object> value(Object x) {
        return value(x, 0);
    }

    private Coroutine<Object> value(Object x, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        await(sleep(0));
                    }
                    log.add("value " + x);
                    return x;
                });
    }

    private Coroutine<Object> error(Object x) {
        return error(x, 0);
    }

    private Coroutine<Object> error(Object x, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        await(sleep(0));
                    }
                    log.add("error " + x);
                    throw new ValueError(String.valueOf(x));
                });
    }

    private static int turnsOf(Future<?> g) {
        int n = 0;
        while (!g.isDone()) {
            n++;
            await(sleep(0));
        }
        return n;
    }

    private Future<Object> done(Object x) {
        Future<Object> f = loop.createFuture();
        f.setResult(x);
        return f;
    }

    private Future<Object> failed(Throwable e) {
        Future<Object> f = loop.createFuture();
        f.setException(e);
        return f;
    }

    private void main() {
        allDone();
        turns();
        duplicates();
        several();
        callbacks();
        failures();
        print("-- a custom awaitable, the same twice");
        Awaitable<Object> c = new Custom();
        print(await(gather(c, new Custom(), c)));
        flush();
        print("-- set_result on the gather from outside");
        Task<Object> t = createTask(value("later", 2));
        Future<List<Object>> g = gather(t);
        g.setResult(List.of("forced"));
        print(await(g), await(t));
        flush();
    }

    private final class Custom implements Awaitable<Object> {
        @Override
        public Object onAwait() throws Exception {
            log.add("awaited");
            return value("custom").onAwait();
        }
    }

    private void allDone() {
        print("-- all done already: done at once");
        Future<List<Object>> g = gather(done(1), done(2));
        print(g.isDone(), g.result());
        g = gather(done(1), failed(new ValueError("e")), failed(new KeyError("k")));
        print(g.isDone(), show(g.exception()));
        g = gatherReturningExceptions(done(1), failed(new ValueError("e")));
        print(g.isDone(), g.result());
        Future<Object> f = loop.createFuture();
        f.cancel("c");
        g = gather(done(1), f);
        print(g.isDone(), g.isCancelled(), show(g.exception()));

        print("-- one fails at once, another pending");
        Future<Object> p = loop.createFuture();
        g = gather(p, failed(new ValueError("at once")));
        print(g.isDone(), show(g.exception()), p.isDone());
        p.setException(new KeyError("late"));
        await(sleep(0));
    }

    private void turns() {
        print("-- turns");
        print(turnsOf(gather(value(1), value(2))));
        print(turnsOf(gather(value(1, 2), done(2))));
        print(turnsOf(gather(error(1), value(2, 4))));
        Task<Object> t = createTask(value(7));
        await(t);
        print(turnsOf(gather(t, t)));
        Future<Object> p = loop.createFuture();
        Future<List<Object>> g = gather(p);
        p.setResult(1);
        print(turnsOf(g));
        print(turnsOf(gather(gather(value(1)), value(2))));
        flush();
    }

    private void duplicates() {
        print("-- duplicates");
        Coroutine<Object> c = value("once", 1);
        Task<Object> t = createTask(value("task"));
        Future<Object> f = done("future");
        print(await(gather(c, t, f, c, t, f, c)));
        flush();

        print("-- a failing duplicate, exceptions returned");
        Task<Object> dup = createTask(error("dup"));
        List<Object> r = await(gatherReturningExceptions(dup, value("v"), dup));
        print(r, r.get(0) == r.get(2));
        flush();
    }

    private void several() {
        print("-- two gathers of the same task");
        Task<Object> t = createTask(value("shared", 1));
        Future<List<Object>> g1 = gather(t, value("a"));
        Future<List<Object>> g2 = gather(value("b"), t);
        print(await(g2), await(g1));
        flush();

        print("-- awaited by several, each gets the same list");
        Future<List<Object>> g = gather(value(1), value(2));
        List<List<Object>> rs = await(gather(awaits("x", g), awaits("y", g)));
        print(rs.get(0) == rs.get(1));
        flush();

        print("-- the result is a list of one's own");
        g = gather(done(1), done(2));
        await(g).add(3);
        print(g.result());
    }

    private Coroutine<List<Object>> awaits(String n, Future<List<Object>> g) {
        return async(
                () -> {
                    List<Object> r = await(g);
                    log.add(n + " " + r);
                    return r;
                });
    }

    private void callbacks() {
        print("-- made in a callback");
        List<Future<List<Object>>> box = new ArrayList<>();
        loop.callSoon(() -> box.add(gather(value("cb"), value("cb2"))));
        await(sleep(0));
        print(await(box.getFirst()));
        flush();

        print("-- a done callback of the gather");
        Future<List<Object>> g = gather(value(1), error(2, 1), value(3, 2));
        g.addDoneCallback(done -> log.add("done " + show(done.exception())));
        try {
            await(g);
        } catch (ValueError e) {
            log.add("main " + show(e));
        }
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
        }
        flush();
    }

    private void failures() {
        print("-- two fail in the same turn: the first counts");
        Future<List<Object>> g = gather(error("x", 1), error("y", 1));
        try {
            await(g);
        } catch (ValueError e) {
            print(show(e));
        }
        flush();

        print("-- a child cancels itself, its sibling is cancelled by name");
        Coroutine<Object> cancelsItself =
                async(
                        () -> {
                            currentTask().cancel("me");
                            return await(sleep(0, (Object) null));
                        });
        Task<Object> t = createTask(value("sib", 5));
        g = gather(cancelsItself, t);
        try {
            await(g);
        } catch (CancelledError e) {
            print(show(e), g.isCancelled(), currentTask().cancelling());
        }
        t.cancel();
        print(await(gatherReturningExceptions(t)));
        flush();
    }
}
