// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.cancel;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// KeyboardInterrupt, SystemExit and other Errors around a cancel: thrown by the task while it is
/// being cancelled, thrown by the awaited task, and what the awaiting task and the loop see of
/// them.
public final class T13BaseExceptions {

    /// Python's BaseException that is no Exception is Java's Error.
    static final class Odd extends Error {
        Odd(String message) {
            super(message);
        }
    }

    public static void main(String[] args) {
        attempt(new ValueError("v"));
        attempt(new Odd("o"));
        attempt(new SystemExit(3));
        attempt(new KeyboardInterrupt("k"));
    }

    static Coroutine<Void> onCancel(Throwable failure) {
        return async(
                () -> {
                    try {
                        await(sleep(3600));
                    } catch (CancelledError e) {
                        switch (failure) {
                            case Error error -> throw error;
                            case Exception exception -> throw exception;
                            default -> throw new AssertionError(failure);
                        }
                    }
                });
    }

    static Coroutine<Void> awaiter(Task<Void> task, List<String> log) {
        return async(
                () -> {
                    try {
                        await(task);
                    } catch (Throwable e) {
                        log.add("awaiter sees " + show(e));
                        throw e;
                    }
                });
    }

    static void attempt(Throwable failure) {
        print("--", show(failure));
        EventLoop loop = newEventLoop();
        List<String> log = new ArrayList<>();
        Task<Void> inner = loop.createTask(onCancel(failure));
        Task<Void> outer = loop.createTask(awaiter(inner, log));
        loop.callSoon(() -> loop.callSoon(outer::cancel));
        for (int i = 1; i <= 2 && !outer.isDone(); i++) {
            try {
                loop.runUntilComplete(outer);
                print("run", i, "ended normally");
            } catch (Throwable e) {
                print(
                        "run",
                        i,
                        "raised",
                        show(e),
                        "| inner done",
                        inner.isDone(),
                        "outer done",
                        outer.isDone());
            }
        }
        log.forEach(line -> print(line));
        print(
                "inner",
                show(inner.exception()),
                "| outer",
                outer.isCancelled() ? "cancelled" : show(outer.exception()),
                "| requests",
                outer.cancelling());
        loop.close();
    }
}
