// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.GeneratorExit;
import dev.asyncio4j.Runner;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.ArrayList;
import java.util.List;

/// Generators that are left suspended: closed at the end of `run`, all at once, with errors
/// reported; by `shutdownAsyncgens` by hand; those that are done or not begun are left alone.
public final class T21Shutdown {

    private final List<String> log = new ArrayList<>();
    private final List<AsyncGenerator<Integer>> keep = new ArrayList<>();

    public static void main(String[] args) {
        new T21Shutdown().program();
    }

    private void flush() {
        print(log.stream().sorted().reduce((a, b) -> a + "\n" + b).orElse(""));
        log.clear();
    }

    private AsyncGenerator<Integer> gen(String name, String how) {
        return generator(
                out -> {
                    try {
                        out.emit(1);
                        out.emit(2);
                    } catch (GeneratorExit e) {
                        log.add(name + " exit");
                        throw e;
                    } finally {
                        if (how.equals("awaits")) {
                            await(sleep(0.01));
                        }
                        log.add(name + " finally, task " + repr(currentTask() != null));
                        fail(how, name);
                    }
                });
    }

    private static void fail(String how, String name) {
        if (how.equals("fails")) {
            throw new ValueError(name);
        }
    }

    private void begin(String name, String how) {
        AsyncGenerator<Integer> g = gen(name, how);
        keep.add(g);
        await(g.next());
    }

    private Coroutine<Void> main() {
        return async(
                () -> {
                    getRunningLoop()
                            .setExceptionHandler(
                                    (l, fault) ->
                                            log.add(
                                                    "handler "
                                                            + fault.message().split(" <")[0]
                                                            + " | "
                                                            + show(fault.exception())
                                                            + " | "
                                                            + repr(
                                                                    fault
                                                                            .context()
                                                                            .keySet()
                                                                            .stream()
                                                                            .sorted()
                                                                            .toList())));
                    begin("a", "plain");
                    begin("b", "awaits");
                    begin("c", "fails");
                    AsyncGenerator<Integer> done = gen("done", "plain");
                    for (int _ : awaitEach(done)) {
                        // to the end
                    }
                    log.add("-- after done");
                    AsyncGenerator<Integer> closed = gen("closed", "plain");
                    await(closed.next());
                    await(closed.close());
                    keep.addAll(List.of(done, closed, gen("never begun", "plain")));
                    log.add("main ends");
                });
    }

    private void program() {
        print("-- at the end of run");
        run(main());
        flush();
        run(
                async(
                        () -> {
                            for (AsyncGenerator<Integer> g : keep.subList(0, 3)) {
                                try {
                                    await(g.next());
                                } catch (StopAsyncIteration e) {
                                    print("ended");
                                }
                            }
                        }));
        keep.clear();
        byHand();
        twoRuns();
    }

    private Coroutine<Integer> first(String name) {
        return async(
                () -> {
                    AsyncGenerator<Integer> g = gen(name, "plain");
                    keep.add(g);
                    return await(g.next());
                });
    }

    private void byHand() {
        print("-- by hand");
        EventLoop loop = newEventLoop();
        print(loop.runUntilComplete(first("x")), loop.runUntilComplete(first("y")));
        loop.runUntilComplete(loop.shutdownAsyncgens());
        flush();
        loop.runUntilComplete(loop.shutdownAsyncgens());
        flush();
        loop.close();
    }

    private void twoRuns() {
        print("-- a generator iterated in two runs of one loop");
        try (Runner runner = new Runner()) {
            AsyncGenerator<Integer> g = gen("two runs", "plain");
            keep.add(g);
            print(runner.run(g.next()), runner.run(g.next()));
            log.add("between");
        }
        flush();
    }
}
