// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.isFuture;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;
import static dev.asyncio4j.conformance.Py.str;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.conformance.py.StopIteration;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.concurrent.Callable;

/// A future is pending, then finished, failed or cancelled, once.
public final class T07FutureStates {

    public static void main(String[] args) {
        EventLoop loop = newEventLoop();
        Future<Integer> finished = loop.createFuture();
        probe("pending", finished);
        finished.setResult(42);
        probe("finished with a result", finished);
        attempt("set_result again", () -> finished.setResult(43));
        attempt("set_exception after", () -> finished.setException(new ValueError("x")));
        attempt("cancel", () -> finished.cancel());

        Future<Integer> failed = loop.createFuture();
        failed.setException(new ValueError("bad"));
        probe("finished with an exception", failed);
        attempt("result again", failed::result);
        attempt("set_result after", () -> failed.setResult(1));
        attempt("cancel", () -> failed.cancel());

        Future<Integer> cancelled = loop.createFuture();
        attempt("cancel", () -> cancelled.cancel());
        probe("cancelled", cancelled);
        attempt("cancel again", () -> cancelled.cancel());
        attempt("set_result after", () -> cancelled.setResult(1));
        attempt("set_exception after", () -> cancelled.setException(new ValueError("x")));

        Future<Integer> explained = loop.createFuture();
        explained.cancel("why");
        probe("cancelled with a message", explained);

        print("what set_exception accepts");
        Future<Integer> last = loop.createFuture();
        attempt("StopIteration", () -> last.setException(new StopIteration("s")));
        print("  done after the refused ones:", last.isDone());
        print("loop:", last.loop() == loop, "isfuture:", isFuture(last), isFuture(5));
        loop.close();
    }

    private static void probe(String title, Future<Integer> future) {
        print(title);
        print("  done", future.isDone(), "cancelled", future.isCancelled());
        attempt("result", future::result);
        attempt("exception", future::exception);
    }

    private static void attempt(String label, Callable<?> call) {
        try {
            Object result = call.call();
            print("  " + label + " ->", result instanceof Throwable e ? show(e) : str(result));
        } catch (Throwable e) {
            print("  " + label + " raised", show(e));
        }
    }

    private static void attempt(String label, Runnable call) {
        attempt(
                label,
                () -> {
                    call.run();
                    return null;
                });
    }
}
