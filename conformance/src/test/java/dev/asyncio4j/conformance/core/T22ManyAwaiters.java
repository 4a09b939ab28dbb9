// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

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
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Several tasks and callbacks on one future: told in the order in which they came; cancelling one
/// awaiter cancels the future and so all of them; what callbacks add and remove meanwhile.
public final class T22ManyAwaiters {

    private final List<Object> log = new ArrayList<>();
    private final EventLoop loop = getRunningLoop();

    public static void main(String[] args) {
        run(async(() -> new T22ManyAwaiters().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Coroutine<Void> waiter(String name, Awaitable<String> f) {
        return async(
                () -> {
                    try {
                        log.add(name + " got " + await(f));
                    } catch (Throwable e) {
                        log.add(name + " " + show(e));
                        throw e;
                    }
                });
    }

    private List<Task<Void>> waiters(String names, Supplier<Awaitable<String>> future) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (char name : names.toCharArray()) {
            tasks.add(createTask(waiter(String.valueOf(name), future.get())));
        }
        return tasks;
    }

    private static List<Boolean> cancelled(List<? extends Task<?>> tasks) {
        return tasks.stream().map(Task::isCancelled).toList();
    }

    private static List<Integer> cancelling(List<? extends Task<?>> tasks) {
        return tasks.stream().map(Task::cancelling).toList();
    }

    private void main() {
        inOrder();
        oneCancelled();
        shielded();
        futureCancelled();
        sameException();
        callbacksAddAndRemove();
        removing();
        oneFails();
        chainEnds();
        chainCancelled();
    }

    private void inOrder() {
        print("-- tasks and callbacks in order");
        Future<String> f = loop.createFuture();
        Task<Void> a = createTask(waiter("a", f));
        await(sleep(0));
        f.addDoneCallback(done -> log.add("callback 1"));
        Task<Void> b = createTask(waiter("b", f));
        await(sleep(0));
        f.addDoneCallback(done -> log.add("callback 2"));
        Task<Void> c = createTask(waiter("c", f));
        f.setResult("x");
        log.add("set");
        await(waitOn(List.of(a, b, c)));
        flush();
    }

    private void oneCancelled() {
        print("-- cancelling one awaiter cancels the future, and all");
        Future<String> f = loop.createFuture();
        List<Task<Void>> ts = waiters("abc", () -> f);
        await(sleep(0));
        print(ts.get(1).cancel("why"));
        print("future", f.isCancelled(), ts.stream().map(Task::isDone).toList(), cancelling(ts));
        await(waitOn(ts));
        flush();
        print(cancelled(ts), cancelling(ts));
    }

    private void shielded() {
        print("-- unless each has a shield");
        Future<String> f = loop.createFuture();
        List<Task<Void>> ts = waiters("abc", () -> shield(f));
        await(sleep(0));
        ts.get(1).cancel("why");
        await(sleep(0));
        f.setResult("y");
        await(waitOn(ts));
        flush();
        print(cancelled(ts));
    }

    private void futureCancelled() {
        print("-- the future is cancelled itself, with words");
        Future<String> f = loop.createFuture();
        List<Task<Void>> ts = waiters("ab", () -> f);
        await(sleep(0));
        f.cancel("words");
        await(waitOn(ts));
        flush();
        print(cancelled(ts), cancelling(ts));
        for (Task<Void> t : ts) {
            for (int i = 0; i < 2; i++) {
                try {
                    t.result();
                } catch (CancelledError e) {
                    print("result:", show(e));
                }
            }
        }
    }

    private void sameException() {
        print("-- the same exception object for all awaiters");
        Future<String> f = loop.createFuture();
        List<Task<Void>> ts = waiters("ab", () -> f);
        await(sleep(0));
        f.setException(new ValueError("v"));
        await(waitOn(ts));
        flush();
        Throwable e = f.exception();
        print(ts.get(0).exception() == ts.get(1).exception() && ts.get(0).exception() == e);
    }

    private final Consumer<Future<Integer>> second = done -> log.add("second");
    private final Consumer<Future<Integer>> late = done -> log.add("late");

    private void callbacksAddAndRemove() {
        print("-- callbacks that add and remove callbacks");
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(
                fut -> {
                    log.add("first, removed " + fut.removeDoneCallback(second));
                    fut.addDoneCallback(late);
                    loop.callSoon(() -> log.add("after late"));
                });
        f.addDoneCallback(second);
        f.addDoneCallback(second);
        f.setResult(0);
        print("removed when done:", f.removeDoneCallback(second));
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
            log.add(i);
        }
        flush();
    }

    private void removing() {
        print("-- removing counts all equal ones");
        Future<Integer> f = loop.createFuture();
        for (int i = 0; i < 3; i++) {
            f.addDoneCallback(second);
        }
        f.addDoneCallback(late);
        print(f.removeDoneCallback(second), f.removeDoneCallback(second));
        f.setResult(0);
        await(sleep(0));
        flush();
    }

    private void oneFails() {
        print("-- one callback fails, the others are called");
        loop.setExceptionHandler((l, fault) -> log.add("handler " + show(fault.exception())));
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(second);
        f.addDoneCallback(
                done -> {
                    throw new ValueError("in callback");
                });
        f.addDoneCallback(late);
        f.setResult(0);
        await(sleep(0));
        flush();
    }

    private Coroutine<String> link(int n, Awaitable<String> inner) {
        return async(
                () -> {
                    try {
                        return await(inner);
                    } finally {
                        log.add("link " + n);
                    }
                });
    }

    private List<Task<String>> links(Future<String> inner) {
        List<Task<String>> links = new ArrayList<>();
        Future<String> t = inner;
        for (int n = 0; n < 3; n++) {
            Task<String> next = createTask(link(n, t));
            links.add(next);
            t = next;
        }
        return links;
    }

    private void fourTurns() {
        for (int i = 0; i < 4; i++) {
            log.add(i);
            await(sleep(0));
        }
        flush();
    }

    private void chainEnds() {
        print("-- a chain of tasks ends from the inside, one turn each");
        Future<String> inner = loop.createFuture();
        Task<String> t = links(inner).getLast();
        await(sleep(0));
        inner.setResult("end");
        fourTurns();
        print(t.isDone(), t.result());
    }

    private void chainCancelled() {
        print("-- a chain cancelled from the outside: delivered inside first");
        Future<String> inner = loop.createFuture();
        List<Task<String>> links = links(inner);
        await(sleep(0));
        links.getLast().cancel("m");
        print(cancelling(links), inner.isCancelled());
        fourTurns();
        print(cancelled(links));
    }
}
