// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.Tuple;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Async generators from outside: throwInto and close in every state, also while the generator
/// runs; what its finally may await, and that it may not emit there; shutdownAsyncgens closes those
/// that are left and reports what fails.
public final class T06GeneratorSignals {

    private static final List<String> log = new ArrayList<>();
    private static AsyncGenerator<Object> kept; // or the collector might end it

    public static void main(String[] args) {
        run(main());
    }

    static void attempt(String label, Awaitable<?> awaitable) {
        try {
            print(label, "->", await(awaitable));
        } catch (Throwable e) {
            print(label, "->", show(e));
        }
    }

    static void logged() {
        print("   ", String.join(", ", log));
        log.clear();
    }

    static AsyncGenerator<Integer> numbers() {
        return generator(
                out -> {
                    log.add("begins");
                    try {
                        for (int i = 1; i < 4; i++) {
                            try {
                                out.emit(i);
                            } catch (ValueError e) {
                                log.add("caught " + e.getMessage());
                            }
                        }
                    } finally {
                        log.add("finally");
                        await(sleep(0));
                        log.add("cleaned up");
                    }
                });
    }

    static AsyncGenerator<Object> stubborn() {
        return generator(
                out -> {
                    try {
                        out.emit(1);
                    } finally {
                        out.emit("still here");
                    }
                });
    }

    static AsyncGenerator<Integer> failing() {
        return generator(
                out -> {
                    try {
                        out.emit(1);
                    } finally {
                        failInFinally();
                    }
                });
    }

    private static void failInFinally() {
        throw new KeyError("in finally");
    }

    static AsyncGenerator<String> waiting(Future<String> future) {
        return generator(out -> out.emit(await(future)));
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    throwing();
                    closing();
                    leftEarly();
                    whileItRuns();
                    cancelledWhileItWaits();
                    shutdown();
                });
    }

    static void throwing() {
        print("-- athrow");
        AsyncGenerator<Integer> g = numbers();
        attempt("next", g.next());
        attempt("caught", g.throwInto(new ValueError("v")));
        attempt("not caught", g.throwInto(new KeyError("k")));
        logged();
        attempt("next", g.next());
        attempt("again", g.throwInto(new ValueError("v")));
        attempt("close", g.close());
        g = numbers();
        attempt("before it began", g.throwInto(new ValueError("v")));
        attempt("next", g.next());
    }

    static void closing() {
        print("-- aclose");
        AsyncGenerator<Integer> g = numbers();
        attempt("before it began", g.close());
        attempt("next", g.next());
        logged();
        g = numbers();
        await(g.next());
        attempt("suspended", g.close());
        attempt("twice", g.close());
        attempt("next", g.next());
        attempt("send", g.send(1));
        logged();
        kept = stubborn();
        await(kept.next());
        attempt("that goes on", kept.close());
        AsyncGenerator<Integer> failing = failing();
        await(failing.next());
        attempt("that fails", failing.close());
        attempt("next", failing.next());
    }

    static void leftEarly() {
        print("-- a loop that is left early");
        AsyncGenerator<Integer> g = numbers();
        for (int n : awaitEach(g)) {
            if (n == 1) {
                break;
            }
        }
        logged();
        attempt("goes on", g.next());
        await(g.close());
        logged();
    }

    static void whileItRuns() {
        print("-- while it runs");
        Future<String> future = getRunningLoop().createFuture();
        AsyncGenerator<String> g = waiting(future);
        Task<String> asking = createTask(g.next());
        await(sleep(0));
        attempt("next", g.next());
        attempt("send", g.send(1));
        attempt("athrow", g.throwInto(new ValueError("v")));
        attempt("close", g.close());
        future.setResult("the future's");
        attempt("the first", asking);
        attempt("next", g.next());
    }

    static void cancelledWhileItWaits() {
        print("-- cancelled while it waits");
        AsyncGenerator<String> g = waiting(getRunningLoop().createFuture());
        Task<String> asking = createTask(g.next());
        await(sleep(0));
        asking.cancel();
        attempt("the first", asking);
        attempt("next", g.next());
    }

    static void shutdown() {
        print("-- shutdown_asyncgens");
        List<Tuple> reports = new ArrayList<>();
        EventLoop loop = getRunningLoop();
        loop.setExceptionHandler(
                (here, fault) ->
                        reports.add(
                                Tuple.of(
                                        fault.message().replaceFirst("<.*", "").strip(),
                                        show(fault.exception()))));
        AsyncGenerator<Integer> left = numbers();
        await(left.next());
        AsyncGenerator<Integer> bad = failing();
        await(bad.next());
        await(loop.shutdownAsyncgens());
        logged();
        reports.sort(Comparator.comparing(Tuple::toString));
        printSep("\n", reports.toArray());
        attempt("next", left.next());
    }
}
