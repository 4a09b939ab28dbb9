// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.AsyncGenerator;
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

/// One item of a generator: two switches, to its stack and back.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class GeneratorBenchmark {

    private static final int ITEMS = 1_000_000;

    private static AsyncGenerator<Integer> items() {
        return generator(
                out -> {
                    for (int i = 0; i < ITEMS; i++) {
                        out.emit(i);
                    }
                });
    }

    /// By `for`, which needs no coroutine for an item.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void item_byFor(Blackhole hole) {
        Loops.run(
                () -> {
                    for (int item : awaitEach(items())) {
                        hole.consume(item);
                    }
                });
    }

    /// By `next()`, a coroutine an item.
    @Benchmark
    @OperationsPerInvocation(ITEMS)
    public void item_byNext(Blackhole hole) {
        Loops.run(
                () -> {
                    AsyncGenerator<Integer> items = items();
                    for (int i = 0; i < ITEMS; i++) {
                        hole.consume(await(items.next()));
                    }
                });
    }
}
