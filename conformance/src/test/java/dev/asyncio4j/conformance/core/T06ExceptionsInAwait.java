// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.awaitEach;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.generator;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.AsyncGenerator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.KeyError;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.List;

/// Exceptions travel up a chain of awaits as up a chain of calls.
public final class T06ExceptionsInAwait {

    public static void main(String[] args) {
        run(program());
    }

    private static Coroutine<Void> leaf(RuntimeException failure) {
        return async(
                () -> {
                    try {
                        await(sleep(0));
                        throw failure;
                    } finally {
                        print("  leaf finally");
                    }
                });
    }

    private static Coroutine<Void> mid(RuntimeException failure) {
        return async(
                () -> {
                    try {
                        await(leaf(failure));
                    } finally {
                        print("  mid finally");
                    }
                });
    }

    private static Coroutine<Void> convert() {
        return async(
                () -> {
                    try {
                        await(mid(new KeyError("k")));
                    } catch (KeyError e) {
                        throw new ValueError("converted", e);
                    }
                });
    }

    private static Coroutine<Void> duringHandling() {
        return async(
                () -> {
                    try {
                        await(mid(new KeyError("first")));
                    } catch (KeyError e) {
                        throw new ValueError("second");
                    }
                });
    }

    @SuppressWarnings("finally") // a return in finally is the subject
    private static Coroutine<String> swallow() {
        return async(
                () -> {
                    try {
                        await(mid(new ValueError("lost")));
                    } finally {
                        return "swallowed";
                    }
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    ValueError failure = new ValueError("boom");
                    try {
                        await(mid(failure));
                    } catch (ValueError e) {
                        print(show(e), "same object:", e == failure);
                    }

                    for (Coroutine<Void> each : List.of(convert(), duringHandling())) {
                        try {
                            await(each);
                        } catch (ValueError e) {
                            print(show(e));
                            print("  cause:", e.getCause() == null ? null : show(e.getCause()));
                        }
                    }
                    print(await(swallow()));

                    print("-- through a task the same exception object arrives");
                    Task<Void> task = createTask(mid(failure));
                    try {
                        await(task);
                    } catch (ValueError e) {
                        print(show(e), e == failure, task.exception() == failure);
                    }
                    print("-- nor a StopAsyncIteration out of an async generator");
                    AsyncGenerator<Integer> generator =
                            generator(
                                    out -> {
                                        out.emit(1);
                                        throw new StopAsyncIteration();
                                    });
                    try {
                        for (int x : awaitEach(generator)) {
                            print("got", x);
                        }
                    } catch (IllegalStateException e) {
                        print(show(e));
                    }
                });
    }
}
