// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.conformance.Py.name;
import static dev.asyncio4j.conformance.Py.print;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import java.util.List;
import java.util.function.Consumer;

/// Callbacks of a future: on the next turn, in the order in which they were added.
public final class T08FutureCallbacks {

    private final EventLoop loop = newEventLoop();
    private final Consumer<Future<Integer>> a = callback("a");
    private final Consumer<Future<Integer>> b = callback("b");
    private final Consumer<Future<Integer>> c = callback("c");

    public static void main(String[] args) {
        new T08FutureCallbacks().cases();
    }

    private static Consumer<Future<Integer>> callback(String name) {
        return done -> print("  cb", name, done.isCancelled() ? "cancelled" : done.result());
    }

    private void turn() {
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    private void cases() {
        print("-- order, never inline");
        Future<Integer> ordered = loop.createFuture();
        for (Consumer<Future<Integer>> each : List.of(a, b, c, a)) {
            ordered.addDoneCallback(each);
        }
        ordered.setResult(1);
        print("  set_result returned");
        turn();

        print("-- added after done: scheduled for the next turn");
        ordered.addDoneCallback(b);
        print("  added");
        turn();

        print("-- remove_done_callback counts");
        Future<Integer> thinned = loop.createFuture();
        for (Consumer<Future<Integer>> each : List.of(a, b, a, c, a)) {
            thinned.addDoneCallback(each);
        }
        print("  removed a:", thinned.removeDoneCallback(a));
        print("  removed a again:", thinned.removeDoneCallback(a));
        thinned.setResult(2);
        print("  remove after done:", thinned.removeDoneCallback(b));
        turn();

        print("-- cancel runs callbacks too");
        Future<Integer> cancelled = loop.createFuture();
        cancelled.addDoneCallback(c);
        cancelled.cancel();
        turn();

        print("-- a callback that adds another: one turn later");
        Future<Integer> growing = loop.createFuture();
        growing.addDoneCallback(
                done -> {
                    print("  outer");
                    done.addDoneCallback(b);
                });
        growing.addDoneCallback(c);
        growing.setResult(3);
        turn();
        print("  (turn over)");
        turn();

        print("-- callbacks interleave with call_soon by time of set_result");
        Future<Integer> between = loop.createFuture();
        between.addDoneCallback(a);
        loop.callSoon(() -> print("  soon 1"));
        between.setResult(4);
        loop.callSoon(() -> print("  soon 2"));
        turn();

        print("-- one callback raising does not stop the next");
        loop.setExceptionHandler((where, fault) -> print("  handler:", name(fault.exception())));
        Future<Integer> shaken = loop.createFuture();
        shaken.addDoneCallback(done -> Math.floorDiv(1, 0));
        shaken.addDoneCallback(c);
        shaken.setResult(5);
        turn();
        loop.close();
    }
}
