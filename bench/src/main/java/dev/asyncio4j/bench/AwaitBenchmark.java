// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/// `await` that does not suspend.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class AwaitBenchmark {

    private static final int AWAITS = 10_000_000;
    private static final int FUTURES = 1_024;

    /// Awaits a future that is done; one of many, or the compiler would await it once.
    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public void doneFuture(Blackhole hole) {
        Loops.run(
                () -> {
                    List<Future<String>> done = new ArrayList<>();
                    for (int i = 0; i < FUTURES; i++) {
                        Future<String> future = getRunningLoop().createFuture();
                        future.setResult("there " + i);
                        done.add(future);
                    }
                    for (int i = 0; i < AWAITS; i++) {
                        hole.consume(await(done.get(i % FUTURES)));
                    }
                });
    }

    /// Awaits a coroutine that does not suspend: a call, as it were.
    @Benchmark
    @OperationsPerInvocation(AWAITS)
    public void trivialCoroutine(Blackhole hole) {
        Loops.run(
                () -> {
                    for (int i = 0; i < AWAITS; i++) {
                        hole.consume(await(async(() -> "there")));
                    }
                });
    }
}
