// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.bench;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A task that is cancelled in a sleep: created, started, cancelled, joined, a thousand at a time.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 3,
        jvmArgsAppend = {Loops.OPENED, Loops.SERIAL, Loops.UNTRACKED})
@State(Scope.Benchmark)
public class CancelBenchmark {

    private static final int BATCHES = 100;
    private static final int BATCH = 1_000;

    /// One task.
    @Benchmark
    @OperationsPerInvocation(BATCHES * BATCH)
    public void cancelSleeping() {
        Loops.run(
                () -> {
                    for (int n = 0; n < BATCHES; n++) {
                        cancelBatch();
                    }
                });
    }

    private static void cancelBatch() {
        List<Task<?>> batch = new ArrayList<>(BATCH);
        for (int i = 0; i < BATCH; i++) {
            batch.add(createTask(nap()));
        }
        await(sleep(0));
        batch.forEach(Task::cancel);
        for (Task<?> task : batch) {
            try {
                await(task);
            } catch (CancelledError expected) {
                // the point of it
            }
        }
    }

    /// Code of a program's own around the sleep, or the task would need no stack.
    private static Coroutine<Void> nap() {
        return async(
                () -> {
                    await(sleep(3600));
                });
    }
}
