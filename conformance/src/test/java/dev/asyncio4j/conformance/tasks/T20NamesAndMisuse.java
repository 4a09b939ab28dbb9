// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.tasks;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;

/// Coroutines used twice, tasks that await themselves or each other's ends, wrong loops, results
/// asked too early; names, current tasks and the list of tasks at odd moments.
public final class T20NamesAndMisuse {

    private final EventLoop loop = getRunningLoop();
    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20NamesAndMisuse().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String outcome(Awaitable<?> awaitable) {
        try {
            return repr(await(awaitable));
        } catch (Throwable e) {
            return show(e).split(" <")[0];
        }
    }

    private static Coroutine<Object> value(Object x) {
        return value(x, 0);
    }

    private static Coroutine<Object> value(Object x, int turns) {
        return async(
                () -> {
                    for (int i = 0; i < turns; i++) {
                        await(sleep(0));
                    }
                    return x;
                });
    }

    private void main() {
        usedTwice();
        itself();
        otherLoops();
        resultsAndNames();
        currentTasks();
        lists();
        callbacks();
        print("-- tasks that end in a row, each awaiting the next, both directions");
        Task<List<Integer>> t = null;
        for (int n = 0; n < 50; n++) {
            t = createTask(link(n, t));
        }
        print(await(t).stream().mapToInt(Integer::intValue).sum());
        print("-- 500 coroutines deep");
        print(await(deep(500)), await(createTask(deep(500))));
    }

    private static void refused(Awaitable<?> awaitable) {
        try {
            await(awaitable);
        } catch (IllegalStateException e) {
            print("RuntimeError");
        }
    }

    private static void usedTwice() {
        print("-- a coroutine in two tasks");
        Coroutine<Object> c = value(1, 2);
        Task<Object> a = createTask(c);
        Task<Object> b = createTask(c);
        print(outcome(a), "|", await(waitOn(List.of(b))).done().contains(b));
        refused(b);

        print("-- a coroutine awaited after its task has ended, and while it runs");
        Coroutine<Object> running = value(1, 1);
        Task<Object> t = createTask(running);
        await(sleep(0));
        for (int i = 0; i < 2; i++) {
            refused(running);
            await(t);
        }

        print("-- closed before it began");
        Coroutine<Object> closed = value(1);
        closed.close();
        closed.close();
        refused(closed);
        t = createTask(closed);
        await(waitOn(List.of(t)));
        print(name(t.exception()));
    }

    private static Coroutine<String> by(Function<Task<?>, Awaitable<?>> wrap) {
        return async(
                () -> {
                    try {
                        await(waitFor(wrap.apply(currentTask()), 0.05));
                        return null;
                    } catch (IllegalStateException e) {
                        return show(e).split(" <")[0];
                    } catch (TimeoutError e) {
                        return show(e);
                    }
                });
    }

    private static void itself() {
        print("-- a task that awaits itself, directly and through others");
        print(outcome(createTask(async(() -> await(currentTask())))));
        print(outcome(createTask(by(t -> t))));
        Task<String> t = createTask(by(me -> waitOn(List.of(me))));
        await(waitOn(List.of(t)));
        print(t.isCancelled(), t.isCancelled() ? true : t.result());

        print("-- a task whose coroutine returns its own task");
        Task<Object> own = createTask(async(() -> (Object) currentTask()));
        print(await(own) == own);
    }

    private void otherLoops() {
        print("-- another loop's futures");
        EventLoop other = newEventLoop();
        Future<Object> f = other.createFuture();
        print(outcome(f));
        List<Supplier<Awaitable<?>>> all =
                List.of(() -> gather(value(1), f), () -> ensureFuture(f, loop));
        for (Supplier<Awaitable<?>> make : all) {
            try {
                print(await(make.get()));
            } catch (IllegalArgumentException e) {
                print(show(e));
            }
        }
        f.setResult("done");
        print(outcome(f));
        other.close();
    }

    private static void resultsAndNames() {
        print("-- results asked for");
        Task<Object> t = createTask(value("v", 1), "asked");
        List<Callable<?>> all =
                List.of(
                        t::result,
                        t::exception,
                        Executors.callable(() -> t.setResult(1)),
                        Executors.callable(() -> t.setException(new ValueError())));
        for (Callable<?> what : all) {
            try {
                print(what.call());
            } catch (Exception e) {
                print(show(e));
            }
        }
        await(t);
        print(t.result(), t.exception());

        print("-- names");
        t.setName("renamed");
        print(t.name(), createTask(value(1)).name().startsWith("Task-"));
        Task<Object> u = createTask(value(1), "");
        print(repr(u.name()));
        await(u);
    }

    private Coroutine<Void> looks(Task<?> me) {
        return async(
                () -> {
                    try {
                        log.add(currentTask() == me);
                        await(sleep(0));
                    } finally {
                        log.add(currentTask() == me);
                    }
                });
    }

    private void currentTasks() {
        print("-- the current task at odd moments");
        Task<?> me = currentTask();
        loop.callSoon(() -> log.add(currentTask() == null));
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(done -> log.add(currentTask() == null));
        f.setResult(1);
        await(looks(me));
        await(createTask(looks(me)));
        flush();
    }

    private void lists() {
        print("-- all_tasks: made, cancelled, done, failed");
        int before = allTasks().size();
        Task<Object> t1 = createTask(value(1));
        Task<Object> t2 = createTask(value(2, 5));
        log.add(allTasks().size() - before);
        t2.cancel();
        log.add(allTasks().size() - before);
        await(t1);
        log.add(Tuple.of(allTasks().contains(t1), allTasks().contains(t2)));
        await(waitOn(List.of(t2)));
        log.add(allTasks().size() - before);
        flush();
    }

    private void callbacks() {
        print("-- done callbacks: of a done task, of itself, removed by each other");
        Task<Object> t =
                createTask(
                        async(
                                () -> {
                                    currentTask()
                                            .addDoneCallback(own -> log.add("own " + own.result()));
                                    return "r";
                                }));
        await(t);
        t.addDoneCallback(done -> log.add("late"));
        log.add("added");
        await(sleep(0));
        flush();

        print("-- a callback cancels, awaits nothing, makes tasks");
        Task<Object> x = createTask(value("x"));
        Task<Void> victim = createTask(sleep(10));
        x.addDoneCallback(done -> victim.cancel("by callback"));
        try {
            await(victim);
        } catch (CancelledError e) {
            print(show(e));
        }
    }

    private static Coroutine<List<Integer>> link(int n, Task<List<Integer>> next) {
        return async(
                () -> {
                    List<Integer> r = new ArrayList<>(next == null ? List.of() : await(next));
                    r.add(n);
                    return r;
                });
    }

    private static Coroutine<Integer> deep(int n) {
        return async(() -> n == 0 ? 0 : 1 + await(deep(n - 1)));
    }
}
