// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.sync.BoundedSemaphore;
import dev.asyncio4j.sync.Event;
import dev.asyncio4j.sync.Lock;
import dev.asyncio4j.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/// Locks, semaphores and events whose waiters are cancelled: before and after they were woken, the
/// first, the last, all; who goes on instead, and in which order.
public final class T20CancelledWaiters {

    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        run(async(() -> new T20CancelledWaiters().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static void settle(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    /// What the two kinds have in common.
    private record Guard(
            Object self, Function<Body.OfNothing, Coroutine<Void>> use, Runnable release) {
        static Guard of(Lock lock) {
            return new Guard(lock, lock::use, lock::release);
        }

        static Guard of(Semaphore semaphore) {
            return new Guard(semaphore, semaphore::use, semaphore::release);
        }
    }

    private Task<Void> locked(String name, Guard guard, int hold) {
        return createTask(
                async(
                        () -> {
                            try {
                                await(
                                        guard.use.apply(
                                                () -> {
                                                    log.add(name + " in");
                                                    settle(hold);
                                                }));
                                log.add(name + " out");
                            } catch (CancelledError e) {
                                log.add(name + " cancelled");
                                throw e;
                            }
                        }));
    }

    private List<Task<Void>> all(String names, Guard guard, int hold) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (String name : names.split("")) {
            tasks.add(locked(name, guard, hold));
        }
        return tasks;
    }

    private static String state(Object x) {
        return x.toString().substring(1).replaceFirst(" \\[", " ").replace(">", "");
    }

    private void main() {
        List<Supplier<Guard>> kinds =
                List.of(() -> Guard.of(new Lock()), () -> Guard.of(new Semaphore(1)));
        for (Supplier<Guard> kind : kinds) {
            for (List<Integer> which :
                    List.of(
                            List.of(0),
                            List.of(1),
                            List.of(2),
                            List.of(0, 1),
                            List.of(1, 0),
                            List.of(0, 1, 2))) {
                for (String when : List.of("waiting", "woken", "turn after")) {
                    once(kind.get(), which, when);
                }
            }
        }
        newcomers();
        semaphores();
        bounded();
        events();
        timeouts();
        misuse();
    }

    private void once(Guard guard, List<Integer> which, String when) {
        if (guard.self instanceof Lock lock) {
            await(lock.acquire());
        } else {
            await(((Semaphore) guard.self).acquire());
        }
        List<Task<Void>> ts = all("abc", guard, 0);
        settle(5);
        if (when.equals("waiting")) {
            which.forEach(i -> ts.get(i).cancel());
            log.add("release");
        }
        guard.release.run();
        if (!when.equals("waiting")) {
            if (when.equals("turn after")) {
                await(sleep(0));
            }
            which.forEach(i -> ts.get(i).cancel());
        }
        settle(9);
        print(
                guard.self.getClass().getSimpleName(),
                Tuple.of(which.toArray()),
                when,
                "|",
                state(guard.self),
                log);
        log.clear();
    }

    private void newcomers() {
        print("-- a newcomer and a woken waiter that is cancelled");
        Lock lock = new Lock();
        await(lock.acquire());
        Task<Void> a = locked("a", Guard.of(lock), 0);
        settle(5);
        lock.release();
        print(lock.isLocked(), state(lock));
        locked("b", Guard.of(lock), 0);
        a.cancel();
        settle(5);
        flush();

        print("-- all waiters cancelled: a newcomer takes the free lock at once");
        Lock free = new Lock();
        await(free.acquire());
        a = locked("a", Guard.of(free), 0);
        settle(5);
        a.cancel();
        free.release();
        print(state(free));
        await(free.acquire());
        print("taken at once", state(free));
        free.release();
        settle(5);
        flush();
    }

    private void semaphores() {
        print("-- a semaphore of two");
        Semaphore two = new Semaphore(2);
        List<Task<Void>> ts = all("abcde", Guard.of(two), 3);
        await(sleep(0));
        print(state(two), two.isLocked());
        ts.get(2).cancel();
        settle(14);
        print(state(two));
        flush();

        print("-- several releases at once, the first waiter cancelled");
        Semaphore none = new Semaphore(0);
        ts = all("abc", Guard.of(none), 2);
        settle(5);
        ts.get(0).cancel();
        none.release();
        none.release();
        print(state(none));
        settle(9);
        print(state(none));
        flush();

        print("-- released, and the woken one cancelled, nobody else waits");
        Semaphore alone = new Semaphore(0);
        Task<Void> t = locked("a", Guard.of(alone), 0);
        settle(5);
        alone.release();
        t.cancel();
        settle(5);
        print(state(alone), log);
        log.clear();
    }

    private void bounded() {
        print("-- a bounded one");
        BoundedSemaphore sem = new BoundedSemaphore(1);
        await(sem.acquire());
        locked("a", Guard.of(sem), 0);
        settle(5);
        sem.release();
        try {
            sem.release();
            log.add("released once more, on behalf of the waiter");
        } catch (IllegalArgumentException e) {
            log.add(show(e));
        }
        settle(5);
        flush();
        for (int i = 0; i < 2; i++) {
            try {
                sem.release();
                print("released");
            } catch (IllegalArgumentException e) {
                print(show(e));
            }
        }
    }

    private Task<Void> waits(String n, Event ev) {
        return createTask(
                async(
                        () -> {
                            try {
                                log.add(
                                        n
                                                + " "
                                                + repr(await(ev.waitOn()))
                                                + " set "
                                                + repr(ev.isSet()));
                            } catch (CancelledError e) {
                                log.add(n + " cancelled");
                            }
                        }));
    }

    private void events() {
        print("-- an event: set, cleared and cancelled in one step");
        Event ev = new Event();
        List<Task<Void>> ts = List.of(waits("a", ev), waits("b", ev), waits("c", ev));
        settle(5);
        print(state(ev));
        ts.get(0).cancel();
        ev.set();
        ev.clear();
        ts.get(1).cancel();
        waits("d", ev);
        settle(5);
        print(state(ev));
        flush();
        ev.set();
        settle(5);
        flush();
    }

    private void timeouts() {
        print("-- timeouts on all of them");
        Lock lock = new Lock();
        Semaphore sem = new Semaphore(0);
        Event ev = new Event();
        await(lock.acquire());
        List<Supplier<Awaitable<?>>> all = List.of(lock::acquire, sem::acquire, ev::waitOn);
        for (Supplier<Awaitable<?>> what : all) {
            try {
                await(timeout(0.01, () -> await(what.get())));
            } catch (TimeoutError e) {
                print(show(e), state(lock), state(sem), state(ev));
            }
        }
    }

    private static void misuse() {
        print("-- released by another task; misuse");
        Lock lock = new Lock();
        await(lock.acquire());
        await(createTask(async(lock::release)));
        print(state(lock));
        try {
            lock.release();
        } catch (IllegalStateException e) {
            print(show(e));
        }
        try {
            print(new Semaphore(-1));
        } catch (IllegalArgumentException e) {
            print(show(e));
        }
    }
}
