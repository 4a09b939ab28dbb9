// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.ThreadCall;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A loop's other threads: the default executor (a virtual thread a call) for what blocks, and a
/// pool of one platform thread a core for what computes. Both come into being when first used.
/// **Thread** loop.
final class Executors {

    private final EventLoop loop;
    private @Nullable ExecutorService defaultOne;
    private @Nullable ExecutorService forCpu;
    private boolean shutdown;

    Executors(EventLoop loop) {
        this.loop = loop;
    }

    ExecutorService defaultOne() {
        if (shutdown) {
            throw new IllegalStateException("Executor shutdown has been called");
        }
        ExecutorService executor = defaultOne;
        if (executor == null) {
            ThreadFactory threads = Thread.ofVirtual().name("asyncio-thread-", 0).factory();
            executor = java.util.concurrent.Executors.newThreadPerTaskExecutor(threads);
            defaultOne = executor;
        }
        return executor;
    }

    void setDefault(ExecutorService executor) {
        defaultOne = Objects.requireNonNull(executor, "executor");
    }

    ExecutorService forCpu() {
        ExecutorService executor = forCpu;
        if (executor == null) {
            ThreadFactory threads = Thread.ofPlatform().daemon().name("asyncio-cpu-", 0).factory();
            executor =
                    java.util.concurrent.Executors.newFixedThreadPool(
                            Runtime.getRuntime().availableProcessors(), threads);
            forCpu = executor;
        }
        return executor;
    }

    /// Runs `call` on `executor`, in a copy of the current context, and awaits it.
    <T extends @Nullable Object> T inContext(
            ExecutorService executor, Callable<T> call, boolean interruptible) {
        Context context = Context.copyCurrent();
        Callable<T> inside = () -> context.<T, Exception>call(call::call);
        return submit(executor, inside, interruptible, Outside.THREAD).onAwait();
    }

    /// Runs `call` on `executor`, which is not interrupted.
    /// @param executor null is the default one
    /// @param point what the future stands for
    <T extends @Nullable Object> Future<T> run(
            @Nullable ExecutorService executor, Callable<T> call, WaitPoint point) {
        Objects.requireNonNull(call, "call");
        return submit(executor == null ? defaultOne() : executor, call, false, point);
    }

    <T extends @Nullable Object> Future<T> submit(
            Executor executor, Callable<T> call, boolean interruptible, WaitPoint point) {
        Future<T> future = loop.createFuture(point);
        ThreadCall watched = loop.rest().beginThreadCall(loop);
        if (watched == null) {
            expectLetters(1);
        }
        Runnable forget = watched == null ? () -> expectLetters(-1) : watched::forget;
        Threadsafe.Completion<T> completion = new Threadsafe.Completion<>(future, watched);
        java.util.concurrent.Future<?> job;
        boolean kills = executor instanceof CompletableExecutor;
        try {
            job = begin(executor, call, completion);
        } catch (Throwable refused) {
            forget.run();
            throw refused;
        }
        future.addDoneCallback(
                done -> {
                    forget.run();
                    if (done.isCancelled()) {
                        job.cancel(interruptible || kills);
                    }
                });
        return future;
    }

    @SuppressWarnings(
            "FutureReturnValueIgnored") // what whenComplete gives fails only if its action does
    private static <T extends @Nullable Object> java.util.concurrent.Future<?> begin(
            Executor executor, Callable<T> call, Threadsafe.Completion<T> completion) {
        if (!(executor instanceof CompletableExecutor elsewhere)) {
            Job<T> job = new Job<>(call, completion);
            executor.execute(job);
            return job;
        }
        CompletableFuture<T> job = elsewhere.submit(call);
        job.whenComplete(
                (value, failure) -> {
                    if (failure == null) {
                        completion.succeed(value);
                    } else {
                        completion.fail(failure);
                    }
                });
        return job;
    }

    private void expectLetters(int more) {
        loop.rest().expectLetters(more);
    }

    /// What the other thread runs.
    private static final class Job<T extends @Nullable Object> extends FutureTask<T> {
        private final Threadsafe.Completion<T> completion;

        Job(Callable<T> call, Threadsafe.Completion<T> completion) {
            super(call);
            this.completion = completion;
        }

        @Override
        public void run() {
            ThreadCall watched = completion.call();
            if (watched != null) {
                watched.begins();
            }
            super.run();
        }

        @Override
        protected void done() {
            switch (state()) {
                case SUCCESS -> completion.succeed(resultNow());
                case FAILED -> completion.fail(exceptionNow());
                default -> completion.fail(new java.util.concurrent.CancellationException());
            }
        }
    }

    Coroutine<@Nullable Void> shutdown(@Nullable Duration timeout) {
        return new Coroutine<>(
                "shutdown_default_executor",
                () -> {
                    shutdown = true;
                    ExecutorService executor = defaultOne;
                    if (executor == null) {
                        return null;
                    }
                    defaultOne = null;
                    executor.shutdown();
                    awaitTermination(executor, timeout);
                    return null;
                });
    }

    /// The wait blocks, so a thread of its own does it.
    private void awaitTermination(ExecutorService executor, @Nullable Duration timeout) {
        long limit = timeout == null ? Long.MAX_VALUE : Seconds.toNanos(timeout);
        Executor waiter = Thread.ofVirtual().name("asyncio-executor-shutdown")::start;
        Callable<Boolean> end = () -> executor.awaitTermination(limit, TimeUnit.NANOSECONDS);
        if (!submit(waiter, end, false, Outside.THREAD).onAwait()) {
            System.getLogger("asyncio")
                    .log(
                            Level.WARNING,
                            "The executor did not finish joining its threads within {0} s;"
                                    + " interrupting them",
                            timeout == null ? 0 : timeout.toSeconds());
            executor.shutdownNow();
        }
    }

    /// Refuses further calls; those that run are left alone.
    void close() {
        shutdown = true;
        if (defaultOne != null) {
            defaultOne.shutdown();
        }
        if (forCpu != null) {
            forCpu.shutdown();
        }
    }
}
