// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;
import java.util.TreeSet;

/// Errors of callbacks are reported; only SystemExit and KeyboardInterrupt leave the loop.
public final class T11CallbackErrors {

    public static void main(String[] args) {
        EventLoop loop = newEventLoop();
        loop.setExceptionHandler(
                (where, fault) ->
                        print(
                                "handler:",
                                List.copyOf(new TreeSet<>(fault.context().keySet())),
                                show(fault.exception())));

        loop.callSoon(() -> boom(new ValueError("in callback")));
        loop.callSoon(() -> print("next callback runs"));
        loop.callLater(0, () -> boom(new ArithmeticException("in timer")));
        loop.callSoon(loop::stop);
        loop.runForever();

        for (Error exit : List.of(new KeyboardInterrupt("ki"), new SystemExit(3))) {
            print("--", name(exit));
            loop.callSoon(() -> print("earlier"));
            loop.callSoon(() -> boom(exit));
            loop.callSoon(() -> print("later, kept for the next run"));
            try {
                loop.runForever();
            } catch (Throwable e) {
                print("left with", show(e), "| running:", loop.isRunning());
            }
            loop.callSoon(loop::stop);
            loop.runForever();
        }

        print("-- other BaseExceptions are treated like errors");
        loop.callSoon(() -> boom(new Strange("odd")));
        loop.callSoon(loop::stop);
        loop.runForever();

        print("-- out of a task: the task gets it AND it leaves run_until_complete");
        Task<Void> quitter = loop.createTask(quits());
        Task<String> waiter = loop.createTask(waits(quitter));
        try {
            loop.runUntilComplete(waiter);
        } catch (SystemExit e) {
            print(
                    "left with",
                    show(e),
                    "| task done:",
                    quitter.isDone(),
                    show(quitter.exception()));
        }
        print("run again:", loop.runUntilComplete(waiter));
        loop.close();
    }

    private static final class Strange extends Error {
        Strange(String message) {
            super(message);
        }
    }

    private static void boom(RuntimeException failure) {
        throw failure;
    }

    private static void boom(Error failure) {
        throw failure;
    }

    private static Coroutine<Void> quits() {
        return async(() -> boom(new SystemExit(4)));
    }

    private static Coroutine<String> waits(Task<?> task) {
        return async(
                () -> {
                    try {
                        await(task);
                        return null;
                    } catch (Throwable e) {
                        print("awaiter saw", show(e));
                        return "caught";
                    }
                });
    }
}
