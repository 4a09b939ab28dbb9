// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.context;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Runner;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskOptions;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.context.ContextVar;
import dev.asyncio4j.context.Token;
import dev.asyncio4j.loop.Handle;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;

/// Context variables in callbacks, timers, done callbacks, tasks, groups, gathers, shields,
/// timeouts, threads, executors, generators and runs: what is copied, when, and who sees changes.
public final class T20Everywhere {

    private static final ContextVar<Object> VAR = ContextVar.withDefault("var", "unset");
    private static final ContextVar<Object> OTHER = ContextVar.of("other");
    private static final List<Object> LOG = new ArrayList<>();

    private final EventLoop loop = getRunningLoop();

    public static void main(String[] args) {
        VAR.set("outside");
        run(async(() -> new T20Everywhere().main()));
        note("after run");
        flush();
        runners();
    }

    private static void flush() {
        print(LOG);
        LOG.clear();
    }

    private static void note(String where) {
        LOG.add(where + " " + str(VAR.get()));
    }

    private static Coroutine<Void> noting(String where) {
        return noting(where, null);
    }

    private static Coroutine<Void> noting(String where, String value) {
        return async(
                () -> {
                    note(where);
                    if (value != null) {
                        VAR.set(value);
                    }
                    await(sleep(0));
                    note(where);
                });
    }

    private void main() throws Exception {
        scheduled();
        given();
        shared();
        threads();
        generators();
        doneCallbacks();
        tokens();
        contexts();
        print("-- get_context");
        Task<Void> t = createTask(noting("gc", "in task"));
        await(t);
        LOG.add(t.context().get(VAR));
        Handle h = loop.callSoon(() -> note("handle"));
        LOG.add(h.context().get(VAR));
        await(sleep(0));
        flush();
    }

    private void scheduled() {
        print("-- captured when scheduled");
        VAR.set(1);
        loop.callSoon(() -> note("soon"));
        loop.callLater(0, () -> note("timer"));
        loop.callSoonThreadsafe(() -> note("letter"));
        Future<Void> f = loop.createFuture();
        f.addDoneCallback(done -> note("callback"));
        Task<Void> t = createTask(noting("task"));
        Coroutine<Void> c = noting("coroutine");
        VAR.set(2);
        f.setResult(null);
        f.addDoneCallback(done -> note("late callback"));
        await(t);
        await(c);
        flush();

        print("-- a callback's change is its own");
        loop.callSoon(
                () -> {
                    VAR.set("callback");
                    note("in callback");
                });
        await(sleep(0));
        note("main");
        flush();
    }

    private void given() {
        print("-- a context given: changes stay in it");
        Context ctx = Context.copyCurrent();
        loop.callSoon(ctx, () -> VAR.set("by callback"));
        await(sleep(0));
        LOG.add("ctx " + ctx.get(VAR));
        await(
                createTask(
                        noting("task in ctx", "by task"), TaskOptions.defaults().withContext(ctx)));
        LOG.add("ctx " + ctx.get(VAR));
        note("main");
        flush();
    }

    private void shared() {
        print("-- awaited coroutines share, tasks do not");
        await(noting("awaited", "by awaited"));
        note("main");
        await(createTask(noting("task", "by task")));
        note("main");
        await(gather(noting("gathered", "g1"), noting("gathered 2", "g2")));
        note("main");
        await(shield(noting("shielded", "sh")));
        note("main");
        await(waitFor(noting("wait_for", "by wait_for"), 5));
        note("main");
        await(timeout(5, () -> VAR.set("in timeout")));
        note("main");
        await(
                taskGroup(
                        g -> {
                            g.createTask(noting("child", "by child"));
                            VAR.set("in group");
                            g.createTask(noting("child 2", "by child 2"));
                        }));
        note("main");
        for (Coroutine<Void> x : asCompleted(List.of(noting("completed", "ac")))) {
            await(x);
        }
        note("main");
        flush();
    }

    private static Void inThread() {
        note("thread");
        VAR.set("by thread");
        note("thread");
        return null;
    }

    private void threads() {
        print("-- threads");
        await(toThread(() -> inThread()));
        note("main");
        Context ctx = Context.copyCurrent();
        await(loop.runInExecutor(null, () -> inThread()));
        note("main");
        await(loop.runInExecutor(null, () -> ctx.call(() -> inThread())));
        LOG.add("ctx " + ctx.get(VAR));
        flush();

        print("-- run_coroutine_threadsafe takes the thread's");
        await(
                toThread(
                        () -> {
                            VAR.set("posted");
                            return runCoroutineThreadsafe(noting("letter"), loop).get();
                        }));
        note("main");
        flush();
    }

    private static void generators() {
        print("-- generators run in the asker's context");
        AsyncGenerator<Integer> items =
                generator(
                        out -> {
                            note("gen 1");
                            VAR.set("by gen");
                            out.emit(1);
                            note("gen 2");
                            out.emit(2);
                        });
        await(items.next());
        note("main");
        VAR.set("main");
        await(
                createTask(
                        async(
                                () -> {
                                    VAR.set("asker");
                                    return await(items.next());
                                })));
        note("main");
        await(items.close());
        flush();
    }

    private static void doneCallbacks() {
        print("-- done callbacks of tasks: of who added them");
        Task<Void> t = createTask(async(() -> void_(VAR.set("inside"))));
        VAR.set("adder");
        t.addDoneCallback(done -> note("task callback"));
        VAR.set("after");
        await(t);
        await(sleep(0));
        flush();
    }

    private static Void void_(Object ignored) {
        return null;
    }

    private static void tokens() {
        print("-- tokens");
        Token<Object> tok = VAR.set("x");
        LOG.add(tok.oldValue());
        VAR.reset(tok);
        note("reset");
        try {
            VAR.reset(tok);
        } catch (IllegalStateException e) {
            LOG.add("used");
        }
        Token<Object> first = OTHER.set(1);
        LOG.add(!first.hadValue());
        OTHER.reset(first);
        try {
            OTHER.get();
        } catch (NoSuchElementException e) {
            LOG.add("LookupError");
        }
        LOG.add(OTHER.get("fallback"));
        await(createTask(foreign(VAR.set("y"))));
        await(foreign(VAR.set("z")));
        note("main");
        flush();
    }

    private static Coroutine<Void> foreign(Token<Object> tok) {
        return async(
                () -> {
                    try {
                        VAR.reset(tok);
                    } catch (IllegalArgumentException e) {
                        LOG.add("foreign token");
                    }
                });
    }

    private static void contexts() {
        print("-- context objects");
        Context ctx = new Context();
        LOG.add(ctx.call(() -> VAR.get()));
        LOG.add(ctx.contains(VAR));
        ctx.run(() -> VAR.set("c"));
        LOG.add(Arrays.asList(ctx.contains(VAR), ctx.get(VAR), ctx.size(), ctx.get(OTHER)));
        Context cp = ctx.copy();
        cp.run(() -> VAR.set("copy"));
        LOG.add(List.of(ctx.get(VAR), cp.get(VAR)));
        try {
            ctx.run(() -> ctx.run(() -> VAR.get()));
        } catch (IllegalStateException e) {
            LOG.add("entered twice");
        }
        flush();
    }

    private static Coroutine<Void> sets(String x) {
        return async(
                () -> {
                    note("run");
                    VAR.set(x);
                });
    }

    private static void runners() {
        print("-- a runner's runs share one context, a given one is used");
        try (Runner runner = new Runner()) {
            runner.run(sets("first"));
            VAR.set("between");
            runner.run(sets("second"));
            Context ctx = Context.copyCurrent();
            runner.run(sets("third"), ctx);
            LOG.add(ctx.get(VAR));
            runner.run(sets("fourth"));
        }
        note("outside");
        flush();
    }
}
