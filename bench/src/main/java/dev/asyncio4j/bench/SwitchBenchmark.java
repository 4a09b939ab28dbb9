// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.Task;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// One task gives up its turn: `sleep(0)`.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class SwitchBenchmark {

    private static final int SWITCHES = 1_000_000;

    /// How many take turns: 1 shows the price of a turn of the loop, 100 that of a switch, 10,000
    /// that of a switch whose stack has left the cache.
    @Param({"1", "100", "10000"})
    public int tasks;

    /// One `sleep(0)`.
    @Benchmark
    @OperationsPerInvocation(SWITCHES)
    public void sleepZero() {
        int each = SWITCHES / tasks;
        Loops.run(
                () -> {
                    List<Task<?>> all = new ArrayList<>(tasks);
                    for (int i = 0; i < tasks; i++) {
                        all.add(
                                createTask(
                                        async(
                                                () -> {
                                                    for (int n = 0; n < each; n++) {
                                                        await(sleep(0));
                                                    }
                                                })));
                    }
                    await(gather(all));
                });
    }
}
