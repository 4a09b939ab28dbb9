// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.TimerHandle;
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

/// A time-out that is set and taken back, as a server does for each request.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class TimerBenchmark {

    private static final int TIMERS = 1_000_000;

    /// How many are pending meanwhile.
    @Param({"1000", "100000"})
    public int pending;

    /// Takes the oldest back and sets one.
    @Benchmark
    @OperationsPerInvocation(TIMERS)
    public void setAndCancel() {
        Loops.run(
                () -> {
                    EventLoop loop = getRunningLoop();
                    Runnable never = () -> {};
                    TimerHandle[] ring = new TimerHandle[pending];
                    for (int i = 0; i < TIMERS; i++) {
                        int at = i % pending;
                        if (ring[at] != null) {
                            ring[at].cancel();
                        }
                        ring[at] = loop.callLater(3600 + i % 1000, never);
                    }
                });
    }
}
