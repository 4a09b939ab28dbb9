// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.conformance.core;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.ensureFuture;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.isFuture;
import static dev.asyncio4j.Asyncio.newEventLoop;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.wrapFuture;
import static dev.asyncio4j.conformance.Py.print;
import static dev.asyncio4j.conformance.Py.show;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.conformance.py.ValueError;
import java.util.concurrent.CompletableFuture;

/// What becomes a task, and what is a future already.
public final class T10EnsureFuture {

    public static void main(String[] args) {
        run(program());
    }

    /// An awaitable of one's own.
    private record Own(int value, RuntimeException failure) implements Awaitable<Integer> {

        Own(int value) {
            this(value, null);
        }

        @Override
        public Integer onAwait() {
            print("  awaitable started");
            await(sleep(0));
            if (failure != null) {
                throw failure;
            }
            return value;
        }
    }

    private static Coroutine<Integer> coroutine(int x) {
        return async(() -> x);
    }

    private static String kind(Future<?> future) {
        return future instanceof Task ? "Task" : "Future";
    }

    private static Coroutine<Void> program() {
        return async(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Future<Integer> task = ensureFuture(coroutine(1));
                    print("coroutine ->", kind(task), await(task));
                    print("task -> same object", ensureFuture(task) == task);
                    Future<Integer> future = loop.createFuture();
                    print("future -> same object", ensureFuture(future) == future);
                    Future<Integer> wrapped = ensureFuture(new Own(3));
                    print("awaitable ->", kind(wrapped), await(wrapped));
                    print("awaited directly:", await(new Own(4)));
                    try {
                        await(ensureFuture(new Own(0, new ValueError("from awaitable"))));
                    } catch (ValueError e) {
                        print(show(e));
                    }
                    EventLoop other = newEventLoop();
                    try {
                        ensureFuture(other.createFuture(), loop);
                    } catch (IllegalArgumentException e) {
                        print(show(e));
                    }
                    other.close();
                    await(wrapping());
                });
    }

    private static Coroutine<Void> wrapping() {
        return async(
                () -> {
                    print("-- wrap_future");
                    CompletableFuture<String> source = new CompletableFuture<>();
                    Future<String> wrapper = wrapFuture(source);
                    getRunningLoop().callSoon(() -> source.complete("from thread pool future"));
                    print(await(wrapper));

                    CompletableFuture<String> second = new CompletableFuture<>();
                    wrapFuture(second).cancel();
                    await(sleep(0));
                    print("cancelling the wrapper cancels the source:", second.isCancelled());

                    CompletableFuture<String> third = new CompletableFuture<>();
                    Future<String> last = wrapFuture(third);
                    third.cancel(false);
                    try {
                        await(last);
                    } catch (CancelledError e) {
                        print("cancelling the source:", show(e), last.isCancelled());
                    }
                    print(isFuture(last));
                });
    }
}
