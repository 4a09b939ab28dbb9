// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Coroutine;
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

/// A task's whole life: created, run, joined, a thousand in one `gather`.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class SpawnBenchmark {

    private static final int BATCHES = 100;
    private static final int BATCH = 1_000;

    /// One task that does nothing.
    @Benchmark
    @OperationsPerInvocation(BATCHES * BATCH)
    public void gatherTrivial() {
        Loops.run(
                () -> {
                    for (int n = 0; n < BATCHES; n++) {
                        List<Coroutine<Integer>> batch = new ArrayList<>(BATCH);
                        for (int i = 0; i < BATCH; i++) {
                            int value = i;
                            batch.add(async(() -> value));
                        }
                        await(gather(batch));
                    }
                });
    }
}
