// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.sync;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.sync.Barrier;
import dev.asyncio4j.sync.Condition;
import dev.asyncio4j.sync.Lock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/// Conditions and barriers under cancellation: while waiting, when notified, while taking the lock
/// again; resets and aborts at each moment; what the others see.
public final class T21ConditionBarrier {

    private final List<String> log = new ArrayList<>();
    private int value;

    public static void main(String[] args) {
        run(async(() -> new T21ConditionBarrier().main()));
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static String state(Object x) {
        String text = x.toString();
        return text.substring(text.indexOf('[') + 1).replace(">", "");
    }

    private static void settle() {
        settle(6);
    }

    private static void settle(int n) {
        for (int i = 0; i < n; i++) {
            await(sleep(0));
        }
    }

    private Task<Void> waiter(String name, Condition cond) {
        Coroutine<Void> waits =
                cond.use(
                        () -> {
                            log.add(name + " waits");
                            boolean r = await(cond.waitOn());
                            log.add(name + " " + repr(r) + " locked " + repr(cond.isLocked()));
                            await(sleep(0));
                        });
        return createTask(
                async(
                        () -> {
                            try {
                                await(waits);
                                log.add(name + " out");
                            } catch (CancelledError e) {
                                log.add(name + " " + show(e) + " locked " + repr(cond.isLocked()));
                                throw e;
                            }
                        }));
    }

    private void main() {
        whileWaiting();
        inOneStep("notify, cancel");
        inOneStep("cancel, notify");
        takingTheLock();
        predicates();
        twoConditions();
        barrierCancels();
        barrierResets();
        barrierOthers();
    }

    private void whileWaiting() {
        print("-- cancelled while waiting; the others are notified");
        Condition cond = new Condition();
        List<Task<Void>> ts = List.of(waiter("a", cond), waiter("b", cond), waiter("c", cond));
        settle();
        print(state(cond));
        ts.get(1).cancel("b");
        settle();
        await(
                cond.use(
                        () -> {
                            cond.notify(1);
                            cond.notify(5);
                        }));
        settle(12);
        flush();
        print(state(cond));
    }

    private void inOneStep(String order) {
        print("--", order, "in one step: the notification goes on");
        Condition cond = new Condition();
        List<Task<Void>> ts = List.of(waiter("a", cond), waiter("b", cond));
        settle();
        await(
                cond.use(
                        () -> {
                            if (order.equals("notify, cancel")) {
                                cond.notify(1);
                                ts.get(0).cancel("late");
                            } else {
                                ts.get(0).cancel("early");
                                cond.notify(1);
                            }
                        }));
        settle(12);
        flush();
        print(ts.stream().map(Task::isDone).toList(), state(cond));
        ts.get(1).cancel();
        settle();
        log.clear();
    }

    private void takingTheLock() {
        print("-- cancelled while it takes the lock again, twice");
        Condition cond = new Condition();
        Task<Void> t = waiter("a", cond);
        Task<Void> u = waiter("b", cond);
        settle();
        await(cond.acquire());
        cond.notify(1);
        settle();
        t.cancel("1");
        settle();
        print(t.isDone(), state(cond));
        t.cancel("2");
        settle();
        print(t.isDone(), state(cond));
        cond.release();
        settle(12);
        flush();
        print(t.isCancelled(), t.cancelling(), u.isDone());
        u.cancel();
        settle();
        log.clear();

        print("-- cancelled while waiting, the lock is taken: it waits for the lock first");
        Condition other = new Condition();
        t = waiter("a", other);
        settle();
        await(other.acquire());
        t.cancel("c");
        settle();
        print(t.isDone());
        other.release();
        settle();
        flush();
    }

    private void waitFor(String name, Condition cond, BooleanSupplier predicate) {
        createTask(
                async(
                        () -> {
                            try {
                                await(
                                        cond.use(
                                                () -> {
                                                    boolean r = await(cond.waitFor(predicate));
                                                    log.add(
                                                            name + " " + repr(r) + " value "
                                                                    + value);
                                                }));
                            } catch (Throwable e) {
                                log.add(name + " " + show(e));
                            }
                        }));
    }

    private BooleanSupplier atLeast(int n, Condition cond) {
        return () -> {
            log.add("asked " + n + " " + repr(cond.isLocked()));
            return value >= n;
        };
    }

    private void predicates() {
        print("-- wait_for: the predicate is asked with the lock; it fails; a timeout");
        Condition cond = new Condition();
        waitFor("w1", cond, atLeast(1, cond));
        waitFor("w2", cond, atLeast(2, cond));
        waitFor(
                "f",
                cond,
                () -> {
                    if (value > 0) {
                        throw new ValueError("pred");
                    }
                    return false;
                });
        settle();
        flush();
        for (int i = 0; i < 2; i++) {
            await(
                    cond.use(
                            () -> {
                                value++;
                                cond.notifyAllWaiters();
                            }));
            settle(9);
            flush();
        }
        try {
            await(cond.use(() -> await(timeout(0.01, () -> await(cond.waitOn())))));
        } catch (TimeoutError e) {
            print(show(e), state(cond));
        }
    }

    private void twoConditions() {
        print("-- one lock, two conditions");
        Lock lock = new Lock();
        Condition c1 = new Condition(lock);
        Condition c2 = new Condition(lock);
        waiter("a", c1);
        waiter("b", c2);
        settle();
        await(c1.use(() -> c2.notify(1)));
        settle();
        flush();
        await(lock.use(() -> c1.notifyAllWaiters()));
        settle();
        flush();
        List<Runnable> all =
                List.of(() -> c1.notify(1), c1::notifyAllWaiters, () -> await(c1.waitOn()));
        for (Runnable what : all) {
            try {
                what.run();
            } catch (IllegalStateException e) {
                print(show(e));
            }
        }
    }

    private Coroutine<Void> at(String name, Barrier b) {
        return async(
                () -> {
                    try {
                        log.add(name + " " + await(b.waitOn()));
                    } catch (Throwable e) {
                        log.add(name + " " + show(e));
                    }
                });
    }

    private List<Task<Void>> all(String names, Barrier b) {
        List<Task<Void>> tasks = new ArrayList<>();
        for (String name : names.split("")) {
            tasks.add(createTask(at(name, b)));
        }
        return tasks;
    }

    private void barrierCancels() {
        print("-- barrier: one waiter is cancelled, another comes");
        Barrier three = new Barrier(3);
        List<Task<Void>> ts = all("ab", three);
        settle();
        print(state(three), three.waiting());
        ts.get(0).cancel();
        settle();
        print(state(three));
        all("cd", three);
        settle(12);
        print(state(three));
        flush();

        print("-- barrier: cancelled when it is full already");
        Barrier two = new Barrier(2);
        Task<Void> t = createTask(at("a", two));
        settle();
        createTask(at("b", two));
        await(sleep(0));
        t.cancel();
        settle(12);
        print(state(two));
        flush();
    }

    private void barrierResets() {
        print("-- barrier: more than it takes");
        Barrier b = new Barrier(2);
        all("abcde", b);
        settle(16);
        print(state(b));
        flush();

        print("-- barrier: reset with waiters, then a new round");
        await(b.reset());
        settle(9);
        print(state(b));
        flush();
        all("fg", b);
        settle(12);
        flush();

        print("-- barrier: abort with waiters, then comers, then reset");
        createTask(at("h", b));
        settle();
        await(b.abort());
        print(state(b), b.isBroken());
        await(at("i", b));
        settle();
        flush();
        await(b.abort());
        await(b.reset());
        print(state(b));
        all("jk", b);
        settle(12);
        flush();
    }

    private void barrierOthers() {
        print("-- barrier: reset and abort without waiters; of one; misuse");
        Barrier one = new Barrier(1);
        await(one.reset());
        print(await(one.waitOn()), await(one.waitOn()), state(one));
        await(one.abort());
        await(one.reset());
        print(await(one.waitOn()));
        for (int n : new int[] {0, -1}) {
            try {
                print(new Barrier(n));
            } catch (IllegalArgumentException e) {
                print(show(e));
            }
        }

        print("-- barrier: abort while it drains");
        Barrier three = new Barrier(3);
        all("abc", three);
        settle(2);
        createTask(three.abort());
        settle(16);
        print(state(three));
        flush();

        print("-- barrier: a timeout of one breaks nothing");
        Barrier two = new Barrier(2);
        try {
            await(dev.asyncio4j.Asyncio.waitFor(two.waitOn(), 0.01));
        } catch (TimeoutError e) {
            print(show(e), state(two));
        }
        all("xy", two);
        settle(12);
        flush();
    }
}
