// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.EventLoop;
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

/// A callback: `callSoon` and its call, a thousand a turn.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class CallSoonBenchmark {

    private static final int TURNS = 1_000;
    private static final int A_TURN = 1_000;

    private int calls;

    /// One callback.
    @Benchmark
    @OperationsPerInvocation(TURNS * A_TURN)
    public int callSoon() {
        Runnable callback = () -> calls++;
        Loops.run(
                () -> {
                    EventLoop loop = getRunningLoop();
                    for (int n = 0; n < TURNS; n++) {
                        for (int i = 0; i < A_TURN; i++) {
                            loop.callSoon(callback);
                        }
                        await(sleep(0));
                    }
                });
        return calls;
    }
}
