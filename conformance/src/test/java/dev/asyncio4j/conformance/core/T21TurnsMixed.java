// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Handle;
import java.util.ArrayList;
import java.util.List;

/// One turn runs what is ready when it begins: callbacks, steps of tasks and done callbacks in the
/// order in which they became ready, due timers after them; what they make ready waits.
public final class T21TurnsMixed {

    private final EventLoop loop = newEventLoop();
    private final List<Object> log = new ArrayList<>();

    public static void main(String[] args) {
        new T21TurnsMixed().main();
    }

    private void flush() {
        print(log);
        log.clear();
    }

    private Runnable note(Object text) {
        return () -> log.add(text);
    }

    private void turn() {
        loop.callSoon(loop::stop);
        loop.runForever();
    }

    private void main() {
        loop.runUntilComplete(
                async(
                        () -> {
                            oneTurn();
                            timers();
                            timersThatDoThings();
                            chain();
                            completions();
                            makers();
                            directly();
                        }));
        stops();
        stopsInside();
        print("-- run_until_complete of a done future takes one turn");
        Future<Integer> f = loop.createFuture();
        f.setResult(1);
        loop.callSoon(note("one turn"));
        loop.callSoon(() -> loop.callSoon(note("not this")));
        print(loop.runUntilComplete(f));
        flush();
        turn();
        flush();
        loop.close();
    }

    private Coroutine<Void> twoSteps(String name) {
        return async(
                () -> {
                    log.add(name + " 1");
                    await(sleep(0));
                    log.add(name + " 2");
                });
    }

    private void oneTurn() {
        print("-- callbacks, tasks and futures in one turn");
        Future<Void> f = loop.createFuture();
        f.addDoneCallback(done -> log.add("done callback"));
        loop.callSoon(note("a"));
        createTask(twoSteps("x"));
        loop.callSoon(note("b"));
        f.setResult(null);
        createTask(twoSteps("y"));
        loop.callSoon(note("c"));
        await(sleep(0));
        log.add("main");
        await(sleep(0));
        log.add("main again");
        flush();
    }

    private void timers() {
        print("-- timers join behind what is ready");
        loop.callAt(loop.time() - 1, note("past"));
        loop.callLater(0, note("now"));
        loop.callLater(-5, note("long past"));
        loop.callSoon(note("soon"));
        await(sleep(0));
        log.add("main");
        await(sleep(0));
        flush();
    }

    private void timersThatDoThings() {
        print("-- a timer that makes things ready, and one cancelled when due");
        List<Handle> second = new ArrayList<>();
        loop.callAt(
                loop.time() - 2,
                () -> {
                    log.add("first");
                    loop.callSoon(note("by first"));
                    second.getFirst().cancel();
                });
        second.add(loop.callAt(loop.time() - 1, note("second")));
        Handle third = loop.callAt(loop.time() - 0.5, note("third"));
        for (int i = 0; i < 3; i++) {
            await(sleep(0));
            log.add(i);
        }
        flush();
        print("cancelled:", second.getFirst().isCancelled(), third.isCancelled());
    }

    private void again(int n) {
        log.add("again " + n);
        if (n > 0) {
            loop.callSoon(() -> again(n - 1));
        }
    }

    private void chain() {
        print("-- a chain of callbacks starves nobody");
        again(3);
        loop.callLater(0, note("timer"));
        for (int i = 0; i < 4; i++) {
            await(sleep(0));
            log.add(i);
        }
        flush();
    }

    private void completions() {
        print("-- wakeups in the order of completion, not of waiting");
        List<Future<String>> fs = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            fs.add(loop.createFuture());
        }
        for (int i = 0; i < 3; i++) {
            int n = i;
            createTask(async(() -> note(n + " got " + await(fs.get(n))).run()));
        }
        await(sleep(0));
        fs.get(2).setResult("c");
        loop.callSoon(note("between"));
        fs.get(0).setResult("a");
        fs.get(1).setResult("b");
        await(sleep(0));
        flush();
    }

    private Coroutine<Void> maker(int n) {
        return async(
                () -> {
                    log.add("maker " + n);
                    if (n > 0) {
                        createTask(maker(n - 1));
                    }
                });
    }

    private void makers() {
        print("-- a task made by a step of this turn starts in the next");
        createTask(maker(2));
        for (int i = 0; i < 4; i++) {
            log.add(i);
            await(sleep(0));
        }
        flush();
    }

    private static Coroutine<Integer> three() {
        return async(() -> 3);
    }

    private void directly() {
        print("-- a coroutine awaited directly, a task awaited, a done one awaited");
        Task<Integer> done = createTask(three());
        await(sleep(0));
        loop.callSoon(note("queued"));
        log.add(await(three()));
        log.add(await(done));
        log.add(await(createTask(three())));
        flush();
    }

    private static Coroutine<Integer> steps(int n) {
        return async(
                () -> {
                    for (int i = 0; i < n; i++) {
                        await(sleep(0));
                    }
                    return n;
                });
    }

    private void stops() {
        print("-- stop lets the turn end, and keeps the rest");
        loop.callSoon(note(1));
        loop.callSoon(loop::stop);
        loop.callSoon(() -> loop.callSoon(note("for the next run")));
        loop.callSoon(note(2));
        loop.runForever();
        flush();
        turn();
        flush();

        print("-- stop before the run: one turn");
        loop.callSoon(note("a"));
        loop.callSoon(() -> loop.callSoon(note("b")));
        loop.stop();
        loop.runForever();
        flush();
        loop.stop();
        loop.runForever();
        flush();

        print("-- stop twice counts once");
        loop.stop();
        loop.stop();
        loop.runForever();
        print(loop.runUntilComplete(steps(3)));
    }

    private void stopsInside() {
        print("-- stop in a task, in a done callback, in a timer");
        Task<String> t =
                loop.createTask(
                        async(
                                () -> {
                                    log.add("stopping");
                                    loop.stop();
                                    await(sleep(0));
                                    log.add("went on");
                                    return "end";
                                }));
        try {
            loop.runUntilComplete(t);
        } catch (IllegalStateException e) {
            print(show(e), "|", t.isDone());
        }
        flush();
        print(loop.runUntilComplete(t));
        flush();
        Future<Integer> f = loop.createFuture();
        f.addDoneCallback(
                done -> {
                    log.add("callback");
                    loop.stop();
                });
        loop.callSoon(() -> f.setResult(1));
        loop.runForever();
        flush();
        loop.callLater(
                0.01,
                () -> {
                    log.add("timer");
                    loop.stop();
                });
        loop.runForever();
        flush();
    }
}
