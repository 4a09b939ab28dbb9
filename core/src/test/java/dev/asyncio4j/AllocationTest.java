// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.*;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/// Holds what the hot paths allocate to the figures in `bench/limits`.
///
/// A strand of the loop's own runs on the loop's thread, and what it allocates counts there: the
/// JVM's account belongs to the carrier, and `account_countsWhatStrandsAllocate` makes sure of it.
/// A hand-off strand runs on the JDK's carriers, which keep accounts that nobody can read.
@Tag("slow")
@EnabledIf(
        value = "hasOwnedStrands",
        disabledReason = "hand-off strands allocate on the JDK's own carrier threads")
class AllocationTest {

    private static final int OPERATIONS = 100_000;
    private static final int ROUNDS = 20; // the first ones are for the compiler
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long loopThread;

    static boolean hasOwnedStrands() {
        return dev.asyncio4j.carrier.Strands.kind() == dev.asyncio4j.carrier.Strands.Kind.OWNED;
    }

    @Test
    void account_countsWhatStrandsAllocate() {
        byte[][] kept = new byte[1][];

        double bytes = bytesPerOperation(() -> kept[0] = new byte[100]);

        assertThat(bytes).isBetween(112.0, 130.0); // 16 of header, 100, and 4 to the next 8
    }

    @Test
    void await_ofDoneFuture() {
        Future<?>[] done = new Future<?>[1];

        double bytes =
                bytesPerOperation(
                        () -> {
                            if (done[0] == null) {
                                Future<String> future = getRunningLoop().createFuture();
                                future.setResult("there");
                                done[0] = future;
                            }
                            await(done[0]);
                        });

        assertThat(bytes).isLessThan(limit("await-done") + 0.5);
    }

    @Test
    void sleep_zero() {
        double bytes = bytesPerOperation(() -> await(sleep(0)));

        assertThat(bytes).isLessThan(limit("sleep-0") + 0.5);
    }

    @Test
    void createTask_andJoin() {
        double bytes = bytesPerOperation(() -> await(createTask(async(() -> "done"))));

        assertThat(bytes).isLessThan(limit("task") + 0.5);
    }

    @Test
    void callSoon_andTheCall() {
        int[] posted = new int[1];
        Runnable callback = () -> {};

        double bytes =
                bytesPerOperation(
                        () -> {
                            getRunningLoop().callSoon(callback);
                            if (++posted[0] % 100 == 0) {
                                await(sleep(0)); // or the queue would grow
                            }
                        });

        assertThat(bytes).isLessThan(limit("call-soon") + 0.5);
    }

    /// The least of many rounds: whatever disturbs one, the compiler above all, only adds.
    private double bytesPerOperation(Runnable operation) {
        double[] least = {Double.MAX_VALUE};
        try (Runner runner = new Runner(RunnerOptions.defaults())) {
            loopThread = Thread.currentThread().threadId();
            for (int round = 0; round < ROUNDS; round++) {
                runner.run(
                        async(
                                () -> {
                                    long before = allocated();
                                    repeat(operation);
                                    long bytes = allocated() - before;
                                    least[0] = Math.min(least[0], (double) bytes / OPERATIONS);
                                }));
            }
        }
        return least[0];
    }

    private static void repeat(Runnable operation) {
        for (int i = 0; i < OPERATIONS; i++) {
            operation.run();
        }
    }

    private long allocated() {
        return THREADS.getThreadAllocatedBytes(loopThread);
    }

    private static long limit(String name) {
        Path file = Path.of(System.getProperty("asyncio4j.root", ".."), "bench", "limits");
        try (Stream<String> lines = Files.lines(file)) {
            return lines.map(line -> line.split("\\s+"))
                    .filter(words -> words[0].equals(name))
                    .mapToLong(words -> Long.parseLong(words[1]))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(name + " is not in " + file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
