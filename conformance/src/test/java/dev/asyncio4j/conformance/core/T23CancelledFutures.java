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
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// A future that is cancelled, or fails with a CancelledError, which is not the same; what
/// `result()`, `exception()` and awaiting it give, and how often.
public final class T23CancelledFutures {

    private final EventLoop loop = getRunningLoop();

    public static void main(String[] args) {
        run(async(() -> new T23CancelledFutures().main()));
    }

    private static String ask(Callable<?> what) {
        try {
            return repr(what.call());
        } catch (Throwable e) {
            return "raised " + show(e);
        }
    }

    private static <T> Callable<Void> setting(Future<T> f, T result) {
        return () -> {
            f.setResult(result);
            return null;
        };
    }

    private static Callable<Void> failing(Future<?> f, Throwable failure) {
        return () -> {
            f.setException(failure);
            return null;
        };
    }

    private static <T> Coroutine<T> waits(Awaitable<T> f) {
        return async(() -> await(f));
    }

    private static Coroutine<Object> ends(Object x) {
        return async(
                () -> {
                    if (x instanceof Exception failure) {
                        throw failure;
                    }
                    if (x instanceof Error failure) {
                        throw failure;
                    }
                    return x;
                });
    }

    private void main() {
        words();
        failedWithCancelledError();
        awaitedTwice();
        oneStep();
        lateCancels();
        anothers();
        print("-- a return value that is an exception is a value");
        print(await(createTask(ends(List.of(new ValueError("v"))))));
        beforeTheEnd();
        print("-- set_exception twice, and with a result");
        Future<Integer> f = loop.createFuture();
        f.setException(new ValueError("1"));
        print(ask(failing(f, new ValueError("2"))), "|", ask(setting(f, 3)));
        print(ask(f::exception));
    }

    private void words() {
        print("-- cancelled with and without words");
        for (String words : Arrays.asList(null, "", "w")) {
            Future<Integer> f = loop.createFuture();
            print(f.cancel(words), f.cancel("again"), f.isDone(), f.isCancelled());
            print(ask(f::result), "|", ask(f::exception), "|", ask(f::result));
            print(ask(setting(f, 1)), "|", ask(failing(f, new ValueError())));
        }
    }

    private void failedWithCancelledError() {
        print("-- failed with a CancelledError: done, not cancelled");
        Future<Integer> f = loop.createFuture();
        f.setException(new CancelledError("as a failure"));
        print(f.isDone(), f.isCancelled(), ask(f::result), "|", ask(f::exception));
        print("cancel", f.cancel());
        Task<Integer> t = createTask(waits(f));
        await(waitOn(List.of(t)));
        print("the awaiter:", t.isCancelled(), ask(t::result));
    }

    private void awaitedTwice() {
        print("-- a cancelled future awaited twice");
        Future<Integer> f = loop.createFuture();
        f.cancel("w");
        for (int i = 0; i < 2; i++) {
            try {
                await(f);
            } catch (CancelledError e) {
                print("await:", show(e), "| cancelling", currentTask().cancelling());
            }
        }
    }

    private void oneStep() {
        print("-- set and cancelled in one step: the first counts");
        Future<String> f = loop.createFuture();
        f.setResult("r");
        print(f.cancel(), f.isCancelled(), await(f));
        Future<String> g = loop.createFuture();
        g.cancel();
        print(ask(setting(g, "r")));
    }

    private void lateCancels() {
        print("-- cancel of a done task, of a failed one");
        for (Object x : List.of("value", new ValueError("v"), new CancelledError("own"))) {
            Task<Object> t = createTask(ends(x));
            await(waitOn(List.of(t)));
            print(t.cancel("late"), t.isCancelled(), t.cancelling(), ask(t::result));
        }
    }

    private void anothers() {
        print("-- a task that ends with another's CancelledError");
        Future<Integer> f = loop.createFuture();
        Task<Integer> t1 = createTask(waits(f));
        Task<Integer> t2 = createTask(waits(t1));
        await(sleep(0));
        f.cancel("deep");
        await(waitOn(List.of(t2)));
        print(
                t1.isCancelled(),
                t2.isCancelled(),
                ask(t1::result),
                "|",
                ask(t2::result),
                "|",
                ask(t2::result));
        print(t1.cancelling(), t2.cancelling());
    }

    private void beforeTheEnd() {
        print("-- result and exception before the end");
        Task<Object> t = createTask(waits(loop.createFuture()));
        print(ask(t::result), "|", ask(t::exception));
        await(sleep(0));
        print(ask(t::result), "|", ask(t::exception));
        t.cancel();
        print(ask(t::result), "|", t.isCancelled(), t.cancelling());
    }
}
