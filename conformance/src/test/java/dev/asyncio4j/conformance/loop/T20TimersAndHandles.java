// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.loop;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.loop.Handle;
import dev.asyncio4j.loop.TimerHandle;
import java.util.ArrayList;
import java.util.List;

/// Timers and handles: cancelled in each state, many at once, by each other; NaN and infinite
/// times;
/// sleeps that are cancelled; a loop that has nothing to do but wait.
public final class T20TimersAndHandles {

    private final EventLoop loop = newEventLoop();
    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        new T20TimersAndHandles().main();
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Runnable note(Object x) {
        return () -> log.add(x);
    }

    private void until(double seconds) {
        loop.callLater(seconds, loop::stop);
        loop.runForever();
    }

    private void main() {
        print("-- order by deadline");
        double now = loop.time();
        for (int i : List.of(3, 1, 2)) {
            loop.callAt(now + i * 0.02, note(i));
        }
        loop.callLater(0.05, note("2.5"));
        until(0.1);
        flush();
        states();
        byEachOther();
        thousand();
        print("-- a timer that sets itself again");
        again(3);
        until(0.02);
        flush();
        print("-- when");
        TimerHandle h = loop.callAt(now + 1000, () -> {});
        print(Math.abs(h.when() - (now + 1000)) < 1e-6, h.isCancelled());
        h.cancel();
        loop.runUntilComplete(
                async(
                        () -> {
                            sleeps();
                            lateCancel();
                            sleepingTasks();
                        }));
        loop.close();
    }

    private void states() {
        print("-- cancelled in each state");
        Handle h = loop.callLater(0.01, note("never"));
        h.cancel();
        h.cancel();
        print(h.isCancelled());
        until(0.02);
        h = loop.callLater(0, note("once"));
        until(0.01);
        h.cancel();
        print(h.isCancelled());
        flush();
        h = loop.callSoon(note("never"));
        h.cancel();
        until(0);
        flush();
    }

    private void byEachOther() {
        print("-- by each other");
        List<Handle> hs = new ArrayList<>();
        double when = loop.time() + 0.01;
        List<String> names = List.of("a", "b", "c");
        int[] cancels = {1, 0, 2};
        for (int i = 0; i < 3; i++) {
            int n = i;
            hs.add(
                    loop.callAt(
                            when + i * 0.001,
                            () -> {
                                log.add(names.get(n));
                                hs.get(cancels[n]).cancel();
                            }));
        }
        until(0.05);
        flush();
    }

    private void thousand() {
        print("-- a thousand, most of them cancelled");
        List<Handle> hs = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            hs.add(loop.callLater(0.01 + i * 1e-6, note(i)));
        }
        for (int i = 0; i < 1000; i++) {
            if (i % 100 != 0) {
                hs.get(i).cancel();
            }
        }
        until(0.1);
        flush();
    }

    private void again(int n) {
        log.add(n);
        if (n > 0) {
            loop.callLater(0, () -> again(n - 1));
        }
    }

    private Coroutine<Void> sleeper(String n, double seconds) {
        return async(
                () -> {
                    try {
                        await(sleep(seconds));
                        log.add(n + " slept");
                    } catch (CancelledError e) {
                        log.add(n + " cancelled");
                    }
                });
    }

    private void sleeps() {
        print("-- sleeps");
        print(await(sleep(0, "zero")), await(sleep(-1, "negative")), await(sleep(0.001, "result")));
        try {
            await(sleep(Double.NaN));
        } catch (IllegalArgumentException e) {
            print(show(e));
        }
        Task<Void> t = createTask(sleep(Double.POSITIVE_INFINITY));
        await(sleep(0));
        t.cancel("inf");
        try {
            await(t);
        } catch (CancelledError e) {
            print(show(e));
        }
        List<Task<Void>> ts =
                List.of(
                        createTask(sleeper("a", 0.06)),
                        createTask(sleeper("b", 0.02)),
                        createTask(sleeper("c", 0.04)),
                        createTask(sleeper("d", 0)));
        await(sleep(0));
        ts.get(2).cancel();
        await(gather(ts));
        flush();
    }

    private void lateCancel() throws InterruptedException {
        print("-- a sleep cancelled in the turn in which it is over");
        Task<Void> t = createTask(sleeper("x", 0.01));
        await(sleep(0));
        loop.callLater(0.011, t::cancel);
        Thread.sleep(30); // holds the loop up
        await(t);
        flush();

        print("-- sleep(0) and the timers");
        loop.callLater(0, note("timer"));
        for (int i = 0; i < 3; i++) {
            log.add(i);
            await(sleep(0));
        }
        flush();
    }

    private static void sleepingTasks() {
        print("-- tasks that are nothing but sleeps");
        Task<String> t1 = createTask(sleep(0.02, "r"));
        Task<Void> t2 = createTask(sleep(10));
        Task<Void> t3 = createTask(sleep(10));
        Task<String> t4 = createTask(sleep(0, "zero"));
        t3.cancel("early");
        await(sleep(0));
        t2.cancel("c");
        print(await(gatherReturningExceptions(t1, t2, t3, t4)));
        print(t2.isCancelled(), t2.cancelling(), t3.isCancelled());
        for (Task<Void> t : List.of(t2, t3)) {
            try {
                t.result();
            } catch (CancelledError e) {
                print(show(e));
            }
        }
        Task<Void> t = createTask(sleep(10));
        await(sleep(0));
        t.cancel("1");
        t.cancel("2");
        print(t.uncancel(), t.cancelling());
        await(waitOn(List.of(t)));
        print(t.isCancelled());
        Task<String> shielded = createTask(sleep(0.01, "shielded"));
        Future<String> s = shield(shielded);
        s.cancel();
        print(await(shielded));
        try {
            await(waitFor(sleep(10), 0.01));
        } catch (TimeoutError e) {
            print(show(e));
        }
        Task<Void> limited = createTask(sleep(10));
        try {
            await(waitFor(limited, 0.01));
        } catch (TimeoutError e) {
            print(show(e), limited.isCancelled());
        }
    }
}
