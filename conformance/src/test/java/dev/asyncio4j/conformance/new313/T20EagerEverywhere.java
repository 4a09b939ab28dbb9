// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.new313;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.BaseExceptionGroup;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.ExceptionGroup;
import dev.asyncio4j.FailureGroup;
import dev.asyncio4j.Future;
import dev.asyncio4j.ReturnWhen;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.TaskFactory;
import dev.asyncio4j.conformance.Py;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Eager tasks in gather, groups, wait, shield, ensureFuture, made by callbacks and by each other;
/// the order against callSoon; errors, cancels and exits in the first step.
public final class T20EagerEverywhere {

    private final EventLoop loop;
    private final List<Object> log = new ArrayList<>();

    private T20EagerEverywhere(EventLoop loop) {
        this.loop = loop;
    }

    public static void main(String[] args) {
        run(async(() -> new T20EagerEverywhere(getRunningLoop()).main()));
        new T20EagerEverywhere(newEventLoop()).outside();
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String show(Throwable e) {
        return e instanceof FailureGroup group
                ? group.exceptions().stream()
                        .map(each -> show(each))
                        .sorted()
                        .collect(Collectors.joining(", ", Py.show(e) + " <", ">"))
                : Py.show(e);
    }

    private Coroutine<String> job(String name) {
        return job(name, 0, null);
    }

    private Coroutine<String> job(String name, int turns) {
        return job(name, turns, null);
    }

    private Coroutine<String> job(String name, int turns, @Nullable RuntimeException failure) {
        return async(
                () -> {
                    log.add(name + " begins");
                    try {
                        turns(turns);
                        if (failure != null) {
                            throw failure;
                        }
                        return name;
                    } catch (CancelledError e) {
                        log.add(name + " cancelled");
                        throw e;
                    } finally {
                        log.add(name + " ends");
                    }
                });
    }

    private static void turns(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private static String py(boolean truth) {
        return Py.str(truth);
    }

    private void main() {
        loop.setTaskFactory(TaskFactory.eager());
        loop.setExceptionHandler((l, fault) -> log.add("handler " + fault.message()));
        order();
        gathers();
        groups();
        failingGroup();
        others();
        nesting();
        cancels();
        awaiting();
        callbacks();
        looking();
    }

    private void order() {
        print("-- order against call_soon and done callbacks");
        loop.callSoon(() -> log.add("soon 1"));
        Task<String> t = createTask(job("t", 1));
        t.addDoneCallback(done -> log.add("t's callback"));
        loop.callSoon(() -> log.add("soon 2"));
        Task<String> u = createTask(job("u"));
        u.addDoneCallback(done -> log.add("u's callback"));
        log.add("u done " + py(u.isDone()));
        for (int i = 0; i < 4; i++) {
            await(sleep(0));
            log.add(i);
        }
        flush();
    }

    private void gathers() {
        print("-- gather: done at once if all are");
        Future<List<String>> g = gather(job("a"), job("b"));
        print(g.isDone(), g.result());
        flush();
        g = gather(job("a"), job("b", 1), job("c"));
        print(g.isDone(), await(g));
        flush();
        g = gather(job("a", 0, new ValueError("at once")), job("b", 1));
        print(g.isDone(), show(g.exception()));
        turns(2);
        flush();
        Future<List<Object>> r =
                gatherReturningExceptions(job("a", 0, new ValueError("at once")), job("b"));
        print(r.isDone(), r.result());
        flush();

        print("-- gather: an eager child completes a sibling given before it");
        Future<String> f = loop.createFuture();
        Coroutine<String> completes =
                async(
                        () -> {
                            f.setResult("f");
                            return "c";
                        });
        g = gather(f, completes);
        print(g.isDone(), await(g));
    }

    private void groups() {
        print("-- a group");
        await(
                taskGroup(
                        tg -> {
                            Task<String> x = tg.createTask(job("x"));
                            log.add("x done " + py(x.isDone()));
                            tg.createTask(job("y", 1));
                            log.add("body ends");
                        }));
        flush();
    }

    private void failingGroup() {
        print("-- a group, a child fails in its first step: the body goes on to its next await");
        try {
            await(
                    taskGroup(
                            tg -> {
                                tg.createTask(job("sibling", 9));
                                Task<String> x =
                                        tg.createTask(job("x", 0, new ValueError("first step")));
                                log.add("x done " + py(x.isDone()) + ", body goes on");
                                tg.createTask(job("y", 5));
                                try {
                                    await(sleep(10));
                                } catch (CancelledError e) {
                                    log.add("body cancelled");
                                    throw e;
                                }
                            }));
        } catch (ExceptionGroup | BaseExceptionGroup e) {
            log.add(show(e));
        }
        flush();
        print(currentTask().cancelling());

        print("-- a group of failing ones only, without an await in the body");
        try {
            await(
                    taskGroup(
                            tg -> {
                                tg.createTask(job("x", 0, new ValueError("1")));
                                tg.createTask(job("y", 0, new ValueError("2")));
                                log.add("body ends");
                            }));
        } catch (ExceptionGroup e) {
            log.add(show(e));
        }
        flush();
    }

    private void others() {
        print("-- wait, shield, wait_for, ensure_future, as_completed");
        Task<String> t1 = createTask(job("w1"));
        Task<String> t2 = createTask(job("w2", 1));
        var result = await(waitOn(List.of(t1, t2), ReturnWhen.FIRST_COMPLETED));
        print(result.done().contains(t1), result.pending().contains(t2));
        await(t2);
        Future<String> s = shield(job("s"));
        print(s.isDone(), s.result());
        print(ensureFuture(job("e")).isDone());
        print(await(waitFor(job("wf"), 1)));
        for (Coroutine<String> c :
                asCompleted(List.of(createTask(job("c1", 1)), createTask(job("c2"))))) {
            log.add(await(c));
        }
        flush();
    }

    private Coroutine<Void> nest(int n) {
        return async(
                () -> {
                    log.add("nest " + n + " begins, " + currentTask().name());
                    if (n > 0) {
                        Task<Void> inner = createTask(nest(n - 1), "n" + (n - 1));
                        log.add(
                                "nest "
                                        + n
                                        + " back in "
                                        + currentTask().name()
                                        + ", inner done "
                                        + py(inner.isDone()));
                        await(sleep(0));
                    }
                    log.add("nest " + n + " ends");
                });
    }

    private void nesting() {
        print("-- one makes another: depth first");
        Task<Void> t = createTask(nest(2), "n2");
        print("done", t.isDone(), currentTask() != t);
        await(t);
        flush();
    }

    private void cancels() {
        print("-- cancelled after its first step");
        Task<String> t = createTask(job("c", 3));
        t.cancel("early");
        await(waitOn(List.of(t)));
        print(t.isCancelled());
        flush();

        print("-- cancels itself in its first step, and ends, or suspends");
        for (boolean suspend : List.of(false, true)) {
            Task<String> own = createTask(cancelsItself(suspend));
            boolean done = own.isDone();
            await(waitOn(List.of(own)));
            print("done", done, "cancelled", own.isCancelled());
        }
        flush();
    }

    private Coroutine<String> cancelsItself(boolean suspend) {
        return async(
                () -> {
                    currentTask().cancel("self");
                    log.add("cancelled itself");
                    if (suspend) {
                        try {
                            await(sleep(0));
                        } catch (CancelledError e) {
                            log.add(show(e));
                            throw e;
                        }
                    }
                    return "value";
                });
    }

    private Coroutine<String> awaits(Awaitable<String> x) {
        return async(
                () -> {
                    log.add("awaits");
                    return await(x);
                });
    }

    private void awaiting() {
        print("-- awaits its creator, awaits a done future");
        Future<String> ready = loop.createFuture();
        ready.setResult("ready");
        Task<String> t = createTask(awaits(ready));
        print(t.isDone(), t.result());
        Future<String> later = loop.createFuture();
        t = createTask(awaits(later));
        later.setResult("later");
        print(t.isDone(), await(t));
        flush();
    }

    private void callbacks() {
        print("-- made in a callback: no task is current before and after");
        loop.callSoon(
                () -> {
                    log.add("before " + Py.str(currentTask()));
                    Task<String> t = createTask(job("cb", 1));
                    log.add("after " + Py.str(currentTask()) + ", done " + py(t.isDone()));
                });
        turns(3);
        flush();
    }

    private void looking() {
        print("-- all_tasks holds it in its first step");
        await(
                createTask(
                        async(
                                () -> {
                                    log.add(allTasks().size());
                                    await(sleep(0));
                                    log.add(allTasks().size());
                                })));
        log.add(allTasks().size());
        flush();

        print("-- get_coro");
        Task<String> t = createTask(job("gc"));
        Task<String> t2 = createTask(job("gc2", 1));
        print(t.coroutine(), t2.coroutine() != null);
        await(t2);
        print(t2.coroutine() != null);
        log.clear();

        print("-- a failure nobody looked at, yet");
        t = createTask(job("f", 0, new ValueError("unseen")));
        print(t.isDone(), show(t.exception()));
        flush();

        print("-- the plain factory again");
        loop.setTaskFactory(null);
        t = createTask(job("lazy"));
        log.add("created");
        await(t);
        flush();
    }

    private void outside() {
        print("-- outside of a run it is lazy");
        loop.setTaskFactory(TaskFactory.eager());
        Task<String> t = loop.createTask(job("outside"));
        log.add("created");
        print(loop.runUntilComplete(t));
        flush();

        print("-- an exit in the first step leaves create_task, and the loop");
        Coroutine<Void> exits =
                async(
                        () -> {
                            throw new SystemExit(3);
                        });
        Coroutine<String> creator =
                async(
                        () -> {
                            try {
                                createTask(exits);
                            } catch (SystemExit e) {
                                log.add("creator saw " + show(e));
                            }
                            await(sleep(0));
                            return "went on";
                        });
        try {
            print(loop.runUntilComplete(creator));
        } catch (SystemExit e) {
            print("left with", show(e));
        }
        flush();
        loop.close();
    }
}
