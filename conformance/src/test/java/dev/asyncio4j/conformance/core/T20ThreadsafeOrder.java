// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import dev.asyncio4j.loop.Handle;
import java.util.ArrayList;
import java.util.List;

/// `callSoonThreadsafe` from the loop's own thread takes its place in the queue like `callSoon`;
/// from another thread it comes in order of posting; its handle can be cancelled.
public final class T20ThreadsafeOrder {

    private final EventLoop loop = newEventLoop();
    private final List<String> log = new ArrayList<>();

    public static void main(String[] args) throws InterruptedException {
        new T20ThreadsafeOrder().main();
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Handle soon(String text) {
        return loop.callSoon(() -> log.add(text));
    }

    private Handle safe(String text) {
        return loop.callSoonThreadsafe(() -> log.add(text));
    }

    private void main() {
        print("-- mixed with call_soon, before the run");
        soon("soon 1");
        safe("safe 1");
        soon("soon 2");
        safe("safe 2");
        loop.callSoon(loop::stop);
        loop.runForever();
        flush();
        insideCallback();
        print("-- mixed inside a task, with its own next step");
        loop.runUntilComplete(task());
        flush();
        print("-- from another thread, in order of posting");
        loop.runUntilComplete(threads());
        flush();
        handles();
        print("-- an error in a letter");
        loop.setExceptionHandler(
                (l, fault) ->
                        print(
                                "handler:",
                                fault.context().keySet().stream().sorted().toList(),
                                repr(fault.exception())));
        loop.callSoonThreadsafe(
                () -> {
                    throw new ValueError("letter");
                });
        safe("next");
        loop.callSoon(loop::stop);
        loop.runForever();
        flush();
        loop.close();
        try {
            safe("late");
        } catch (IllegalStateException e) {
            print(show(e));
        }
    }

    private void insideCallback() {
        print("-- mixed inside a callback");
        loop.callSoon(
                () -> {
                    safe("safe 1");
                    soon("soon 1");
                    safe("safe 2");
                    soon("soon 2");
                    loop.callSoon(loop::stop);
                });
        loop.runForever();
        flush();
    }

    private Coroutine<Void> task() {
        return async(
                () -> {
                    safe("safe 1");
                    Task<Void> t = loop.createTask(async(() -> void_(log.add("child"))));
                    safe("safe 2");
                    soon("soon");
                    await(sleep(0));
                    log.add("next step");
                    await(t);
                });
    }

    private static Void void_(boolean added) {
        return null;
    }

    private Coroutine<Void> threads() {
        return async(
                () -> {
                    Thread t =
                            Thread.ofPlatform()
                                    .start(
                                            () -> {
                                                for (int i = 0; i < 3; i++) {
                                                    safe("letter " + i);
                                                }
                                            });
                    t.join();
                    log.add("posted");
                    await(sleep(0));
                    await(sleep(0));
                });
    }

    private void handles() {
        print("-- a handle taken back");
        Handle h = safe("never");
        h.cancel();
        Handle k = safe("but this");
        loop.callSoon(loop::stop);
        loop.runForever();
        flush();
        print(h.isCancelled(), k.isCancelled());

        print("-- taken back by an earlier callback of the same turn");
        List<Handle> box = new ArrayList<>();
        loop.callSoon(
                () -> {
                    box.getFirst().cancel();
                    log.add("taken back");
                });
        box.add(safe("never"));
        loop.callSoon(loop::stop);
        loop.runForever();
        flush();
        k.cancel();
        print("cancelled after it ran:", k.isCancelled());
    }
}
