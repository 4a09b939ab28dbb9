// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.InvalidStateError;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Queue;
import dev.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A result and a cancel in the same turn: who comes first, and what is lost. For futures, tasks,
/// sleeps, queues, events, locks and timeouts.
public final class T22ResultRace {

    private final EventLoop loop = getRunningLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T22ResultRace().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private <T> Task<Void> noting(String name, Awaitable<T> awaitable) {
        Coroutine<Void> coroutine =
                async(
                        () -> {
                            try {
                                log.add(name + " got " + str(await(awaitable)));
                            } catch (Throwable e) {
                                log.add(name + " " + show(e));
                                throw e;
                            }
                        });
        return createTask(coroutine);
    }

    private static void settle() {
        for (int i = 0; i < 5; i++) {
            await(sleep(0));
        }
    }

    private void main() {
        futures();
        queues();
        locks();
        gathers();
        others();
        print("-- cancels in one turn, in both orders");
        for (String order : List.of("ab", "ba")) {
            Future<Integer> f = loop.createFuture();
            Map<String, Task<Void>> ts = new HashMap<>();
            for (String n : List.of("a", "b")) {
                ts.put(n, noting(n, shield(f)));
            }
            settle();
            for (String n : order.split("")) {
                ts.get(n).cancel(n);
            }
            f.setResult(0);
            settle();
            flush();
        }
    }

    private void futures() {
        print("-- result first, then cancel: the cancel wins, the future keeps its result");
        Future<String> f = loop.createFuture();
        Task<Void> t = noting("t", f);
        settle();
        f.setResult("r");
        print(t.cancel("c"), f.isCancelled(), f.result());
        settle();
        flush();
        print(t.isCancelled());

        print("-- failure first, then cancel: the failure counts as seen");
        Future<String> failing = loop.createFuture();
        t = noting("t", failing);
        settle();
        failing.setException(new ValueError("v"));
        t.cancel("c");
        settle();
        flush();

        print("-- cancel first: the result is refused");
        Future<String> refusing = loop.createFuture();
        t = noting("t", refusing);
        settle();
        t.cancel("c");
        try {
            refusing.setResult("r");
        } catch (InvalidStateError e) {
            print(show(e));
        }
        settle();
        flush();

        print("-- the awaited future is cancelled, and then the task too");
        Future<String> both = loop.createFuture();
        t = noting("t", both);
        settle();
        both.cancel("f");
        t.cancel("t");
        settle();
        flush();
    }

    private void queues() {
        print("-- a queue item on its way goes to the next getter");
        Queue<Object> q = new Queue<>();
        Task<Void> a = noting("a", q.get());
        Task<Void> b = noting("b", q.get());
        settle();
        q.putNoWait("item");
        a.cancel();
        settle();
        flush();
        b.cancel();
        settle();
        log.clear();

        print("-- room on its way goes to the next putter");
        Queue<Object> full = new Queue<>(1);
        full.putNoWait(0);
        a = noting("a", full.put("A"));
        noting("b", full.put("B"));
        settle();
        full.getNoWait();
        a.cancel();
        settle();
        flush();
        print(full.getNoWait());
    }

    private void locks() {
        print("-- a lock on its way goes to the next");
        Lock lock = new Lock();
        await(lock.acquire());
        Task<Void> a = noting("a", lock.acquire());
        Task<Void> b = noting("b", lock.acquire());
        settle();
        lock.release();
        a.cancel();
        settle();
        print(a.isCancelled(), b.isDone(), lock.isLocked());
        log.clear();

        print("-- a permit on its way goes to the next");
        Semaphore sem = new Semaphore(0);
        a = noting("a", sem.acquire());
        b = noting("b", sem.acquire());
        settle();
        sem.release();
        a.cancel();
        settle();
        print(a.isCancelled(), b.isDone(), sem.isLocked());
        log.clear();

        print("-- an event that is set, and the waiter cancelled");
        Event ev = new Event();
        a = noting("a", ev.waitOn());
        settle();
        ev.set();
        a.cancel("late");
        settle();
        flush();
    }

    private void gathers() {
        print("-- a gather that is complete, and its awaiter cancelled");
        Future<Integer> f = loop.createFuture();
        Future<List<Integer>> g = gather(f);
        Task<Void> a = noting("a", g);
        settle();
        f.setResult(1);
        print("before the gather knows:", a.cancel("early"), g.isDone());
        settle();
        flush();
        print(
                g.isDone(),
                g.isCancelled(),
                g.exception() != null ? show(g.exception()) : g.result());
        Future<Integer> f2 = loop.createFuture();
        Future<List<Integer>> g2 = gather(f2);
        a = noting("a", g2);
        settle();
        f2.setResult(1);
        await(sleep(0));
        print("after it knows:", g2.isDone(), a.cancel("late"));
        settle();
        flush();
        print(g2.result());
    }

    private void others() {
        print("-- a shield whose inner is done, and the awaiter cancelled");
        Future<Integer> f = loop.createFuture();
        Task<Void> a = noting("a", shield(f));
        settle();
        f.setResult(1);
        a.cancel("now");
        settle();
        flush();

        print("-- wait: the futures are done, and the waiter is cancelled");
        Future<Integer> waited = loop.createFuture();
        a = noting("a", waitOn(List.of(waited)));
        settle();
        waited.setResult(1);
        a.cancel("now");
        settle();
        flush();

        print("-- wait_for: the result came, and the awaiter is cancelled");
        Future<Integer> limited = loop.createFuture();
        a = noting("a", waitFor(limited, 10));
        settle();
        limited.setResult(1);
        a.cancel("now");
        settle();
        flush();
    }
}
