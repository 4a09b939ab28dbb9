// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Seconds;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// What stands behind those methods of [Asyncio] that take more than one line.
final class Waits {

    private Waits() {}

    static <T extends @Nullable Object> T on(Awaitable<T> awaitable) {
        try {
            return awaitable.onAwait();
        } catch (Exception failure) {
            throw Sneaky.<RuntimeException>as(failure);
        }
    }

    static <T extends @Nullable Object> T run(Awaitable<T> main, RunnerOptions options) {
        if (EventLoop.currentOrNull() != null) {
            throw new IllegalStateException(
                    "asyncio.run() cannot be called from a running event loop");
        }
        try (Runner runner = new Runner(options)) {
            return runner.run(main);
        }
    }

    static Timeout timeout(double seconds) {
        EventLoop loop = EventLoop.running();
        return new Timeout(
                seconds == Double.POSITIVE_INFINITY
                        ? Timeout.NEVER
                        : Seconds.plus(loop.nanos(), Seconds.toNanos("timeout", seconds)));
    }

    static Timeout timeout(Duration limit) {
        return new Timeout(Seconds.plus(EventLoop.running().nanos(), Seconds.toNanos(limit)));
    }

    static Timeout timeoutAt(double when) {
        return new Timeout(
                when == Double.POSITIVE_INFINITY ? Timeout.NEVER : Seconds.toNanos("when", when));
    }

    static <T extends @Nullable Object> Coroutine<T> toThread(
            Callable<T> call, boolean interruptible) {
        Objects.requireNonNull(call, "call");
        return new Coroutine<>(
                "to_thread",
                () -> {
                    Executors executors = EventLoop.running().executors();
                    return executors.inContext(executors.defaultOne(), call, interruptible);
                });
    }

    static <T extends @Nullable Object> Coroutine<T> toCpu(Callable<T> computation) {
        Objects.requireNonNull(computation, "computation");
        return new Coroutine<>(
                "to_cpu",
                () -> {
                    Executors executors = EventLoop.running().executors();
                    return executors.inContext(executors.forCpu(), computation, false);
                });
    }

    static void addAwaiter(Object future, Object waiter) {
        if (future instanceof Future<?> awaited && waiter instanceof Future<?> awaiter) {
            awaited.addAwaiter(awaiter);
        }
    }

    static void discardAwaiter(Object future, Object waiter) {
        if (future instanceof Future<?> awaited && waiter instanceof Future<?> awaiter) {
            awaited.discardAwaiter(awaiter);
        }
    }
}
