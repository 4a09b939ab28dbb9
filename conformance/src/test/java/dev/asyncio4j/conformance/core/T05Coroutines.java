// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;

/// A coroutine does nothing until it is awaited, then runs inline, once.
public final class T05Coroutines {

    public static void main(String[] args) {
        run(program());
    }

    private static Coroutine<Integer> leaf(int x) {
        return async(
                () -> {
                    print("leaf", x);
                    return x * 2;
                });
    }

    private static Coroutine<Integer> mid(int x) {
        return async(
                () -> {
                    print("mid in");
                    try {
                        return await(leaf(x)) + 1;
                    } finally {
                        print("mid out");
                    }
                });
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    Coroutine<Integer> once = leaf(1);
                    print("created, not started");
                    print("value", await(once));
                    try {
                        await(once);
                    } catch (IllegalStateException e) {
                        print(show(e));
                    }

                    print("-- awaiting a coroutine does not yield to the loop");
                    getRunningLoop().callSoon(() -> print("callback"));
                    print("chain", await(mid(20)));
                    await(sleep(0));

                    print("-- awaiting a done future does not yield either");
                    Future<String> future = getRunningLoop().createFuture();
                    future.setResult("done");
                    getRunningLoop().callSoon(() -> print("callback 2"));
                    print(await(future));
                    print("before callback 2");
                    await(sleep(0));

                    print("-- closing a coroutine that never ran");
                    Coroutine<Integer> closed = mid(3);
                    closed.close();
                    try {
                        await(closed);
                    } catch (IllegalStateException e) {
                        print(show(e));
                    }
                    print("return without value:", await(sleep(0)));
                    print("sleep(0, result):", await(sleep(0, "r")), await(sleep(-5, "neg")));
                    print("sleep(0.01, result):", await(sleep(0.01, "late")));
                });
    }
}
