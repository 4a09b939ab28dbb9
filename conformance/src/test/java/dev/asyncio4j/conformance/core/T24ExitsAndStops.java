// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.loop.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// KeyboardInterrupt and SystemExit in odd places: in a done callback, in a timer, in the exception
/// handler, in a task awaited by others; what is left in the queue runs in the next run.
public final class T24ExitsAndStops {

    private final EventLoop loop = newEventLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) {
        new T24ExitsAndStops().main();
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private static Runnable throwing(RuntimeException e) {
        return () -> {
            throw e;
        };
    }

    private static Runnable throwing(Error e) {
        return () -> {
            throw e;
        };
    }

    private void runUntilItLeaves() {
        try {
            loop.runForever();
        } catch (Throwable e) {
            print("left with", show(e), "| running", loop.isRunning(), "| closed", loop.isClosed());
        }
    }

    private void turn() {
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    private void main() {
        inCallbacks();
        inHandlers();
        inTasks();
        inScopes();
        print("-- stop and an exit in one turn");
        loop.callSoon(loop::stop);
        loop.callSoon(throwing(new KeyboardInterrupt("with stop")));
        runUntilItLeaves();
        print(loop.runUntilComplete(steps()));
        loop.close();
    }

    private void inCallbacks() {
        print("-- in a done callback of a future");
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(done -> log.add("before"));
        f.addDoneCallback(done -> throwing(new KeyboardInterrupt("cb")).run());
        f.addDoneCallback(done -> log.add("after"));
        f.setResult(1);
        runUntilItLeaves();
        flush();
        turn();
        flush();

        print("-- in a timer");
        loop.callLater(0, throwing(new SystemExit(7)));
        loop.callLater(0.001, () -> log.add("next timer"));
        runUntilItLeaves();
        loop.callLater(0.01, loop::stop);
        loop.runForever();
        flush();
    }

    private void inHandlers() {
        print("-- in the exception handler");
        loop.setExceptionHandler(
                (l, fault) -> {
                    log.add("handler " + show(fault.exception()));
                    throw new KeyboardInterrupt("handler");
                });
        loop.callSoon(throwing(new ValueError("v")));
        loop.callSoon(() -> log.add("kept"));
        runUntilItLeaves();
        flush();
        loop.setExceptionHandler(null);
        turn();
        flush();

        print("-- by call_exception_handler, outside any callback");
        loop.setExceptionHandler((l, fault) -> throwing(new SystemExit(5)).run());
        try {
            loop.callExceptionHandler(Fault.of("m"));
        } catch (SystemExit e) {
            print(show(e));
        }
        loop.setExceptionHandler(null);
    }

    private static Coroutine<Object> exits() {
        return async(
                () -> {
                    await(sleep(0));
                    throw new SystemExit(3);
                });
    }

    private Coroutine<String> waits(Task<?> t) {
        return async(
                () -> {
                    try {
                        await(t);
                        return null;
                    } catch (SystemExit e) {
                        log.add("awaiter " + show(e));
                        return "went on";
                    }
                });
    }

    private static Coroutine<String> steps() {
        return async(
                () -> {
                    for (int i = 0; i < 5; i++) {
                        await(sleep(0));
                    }
                    return "done";
                });
    }

    private void inTasks() {
        print("-- a task that exits; its awaiter sees it in the next run");
        Task<Object> t = loop.createTask(exits());
        Task<String> w = loop.createTask(waits(t));
        runUntilItLeaves();
        print(t.isDone(), w.isDone(), show(t.exception()));
        print(loop.runUntilComplete(w));
        flush();

        print("-- a task that exits while it is cancelled");
        Task<Void> c =
                loop.createTask(
                        async(
                                () -> {
                                    try {
                                        await(sleep(3600));
                                    } finally {
                                        throwing(new KeyboardInterrupt("cleanup")).run();
                                    }
                                }));
        turn();
        turn();
        c.cancel();
        runUntilItLeaves();
        print(c.isCancelled(), show(c.exception()));

        print("-- run_until_complete of a task that exits");
        try {
            loop.runUntilComplete(exits());
        } catch (SystemExit e) {
            print(show(e));
        }
        print("the next run is not stopped early: " + loop.runUntilComplete(steps()));
    }

    private Coroutine<Object> by(Supplier<Awaitable<?>> what) {
        return async(
                () -> {
                    try {
                        return await(what.get());
                    } catch (Throwable e) {
                        log.add("main saw " + show(e));
                        throw e;
                    }
                });
    }

    private void inScopes() {
        print("-- an exit in a gathered child, in a group, behind a shield, in a timeout");
        List<Supplier<Awaitable<?>>> all =
                List.of(
                        () -> gather(exits()),
                        () -> taskGroup(g -> g.createTask(exits())),
                        () -> shield(exits()),
                        () -> timeout(1, () -> await(exits())),
                        () -> waitFor(exits(), 1));
        for (Supplier<Awaitable<?>> what : all) {
            Task<Object> m = loop.createTask(by(what));
            try {
                loop.runUntilComplete(m);
                print("no exit");
            } catch (Throwable e) {
                print("left with", show(e), "| main done", m.isDone());
            }
            if (!m.isDone()) {
                try {
                    print("again:", loop.runUntilComplete(m));
                } catch (Throwable e) {
                    print("again:", show(e));
                }
            }
            flush();
        }
    }
}
