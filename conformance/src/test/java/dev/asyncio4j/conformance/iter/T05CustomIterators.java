// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.iter;

import static dev.asyncio4j.Asyncio.*;
import static dev.asyncio4j.conformance.Py.*;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.OSError;
import dev.asyncio4j.net.stream.StreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A hand-written iterator, whose items are awaited: break, errors; cancelling inside `next`. The
/// `else` clause of Python's `for` is what follows a loop that was not left.
public final class T05CustomIterators {

    public static void main(String[] args) {
        run(main());
    }

    private static final class Countdown implements AsyncIterator<Integer> {
        private final int failAt;
        private int n;

        Countdown(int n, int failAt) {
            this.n = n;
            this.failAt = failAt;
        }

        Countdown(int n) {
            this(n, -1);
        }

        @Override
        public Countdown asyncIterator() {
            print("  aiter");
            return this;
        }

        @Override
        public Coroutine<Integer> next() {
            return async(
                    () -> {
                        await(sleep(0));
                        if (n == failAt) {
                            throw new OSError("iterator failed");
                        }
                        if (n == 0) {
                            throw new StopAsyncIteration();
                        }
                        return --n;
                    });
        }
    }

    static Coroutine<Void> main() {
        return async(
                () -> {
                    loops();
                    otherTasks();
                    cancelled();
                    lines();
                });
    }

    static void loops() {
        for (int x : awaitEach(new Countdown(2))) {
            print("item", x);
        }
        print("else clause");
        for (int x : awaitEach(new Countdown(3))) {
            if (x == 1) {
                print("break");
                break;
            }
        }
        try {
            for (int x : awaitEach(new Countdown(3, 2))) {
                print("item", x);
            }
        } catch (OSError e) {
            print(show(e));
        }
    }

    static void otherTasks() {
        print("-- other tasks run between the items");
        List<String> log = new ArrayList<>();
        await(gather(consume("a", 3, log), consume("b", 2, log)));
        print(String.join(" ", log));
    }

    static Coroutine<Void> consume(String name, int n, List<String> log) {
        return async(
                () -> {
                    for (int x : awaitEach(new Countdown(n))) {
                        log.add(name + x);
                    }
                });
    }

    static void cancelled() {
        print("-- cancelled while waiting for the next item");
        AsyncIterator<Void> never =
                () ->
                        async(
                                () -> {
                                    try {
                                        await(sleep(3600));
                                    } catch (CancelledError e) {
                                        print("  anext cancelled");
                                        throw e;
                                    }
                                });
        Task<Void> t = createTask(async(() -> awaitEach(never).forEach(x -> {})));
        await(sleep(0));
        t.cancel();
        await(waitOn(List.of(t)));
        print("cancelled", t.isCancelled());
    }

    static void lines() {
        print("-- a stream reader iterates over lines");
        StreamReader reader = new StreamReader();
        reader.feedData(bytes("one\ntwo\n"));
        reader.feedData(bytes("last without newline"));
        reader.feedEof();
        List<byte[]> lines = new ArrayList<>();
        for (byte[] line : awaitEach(reader)) {
            lines.add(line);
        }
        print(lines);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
