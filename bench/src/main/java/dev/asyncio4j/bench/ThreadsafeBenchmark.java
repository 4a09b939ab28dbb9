// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A callback from another thread. This one wants two cores.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class ThreadsafeBenchmark {

    private static final int LETTERS = 1_000_000;
    private static final Executor POSTER =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /// How many are posted before the poster waits until all have run: 50,000 shows throughput, 1
    /// shows what it takes to wake the loop and to hear from it.
    @Param({"1", "1000", "50000"})
    public int burst;

    /// One `callSoonThreadsafe`, up to its call.
    @Benchmark
    @OperationsPerInvocation(LETTERS)
    public void callSoonThreadsafe() {
        Loops.run(
                () -> {
                    EventLoop loop = getRunningLoop();
                    for (int n = 0; n < LETTERS; n += burst) {
                        await(postedFromElsewhere(loop));
                    }
                });
    }

    private Future<@Nullable Void> postedFromElsewhere(EventLoop loop) {
        Future<@Nullable Void> all = loop.createFuture();
        int[] left = {burst};
        Runnable letter =
                () -> {
                    if (--left[0] == 0) {
                        all.setResult(null);
                    }
                };
        POSTER.execute(
                () -> {
                    for (int i = 0; i < burst; i++) {
                        loop.callSoonThreadsafe(letter);
                    }
                });
        return all;
    }
}
