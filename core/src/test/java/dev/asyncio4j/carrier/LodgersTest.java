// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.sleep;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.RunnerOptions;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Virtual threads that a coroutine starts run beside the loop, not on its thread.
@Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LodgersTest {

    private static final RunnerOptions OPTIONS = RunnerOptions.defaults().withInterrupt(false);

    @Test
    void toThread_returns() {
        assertThat(run(toThread(() -> Thread.currentThread().isVirtual()), OPTIONS)).isTrue();
    }

    @Test
    void virtualThread_runsWhileTheCoroutineBlocks() {
        boolean[] counted = new boolean[1];

        run(
                async(
                        () -> {
                            CountDownLatch latch = new CountDownLatch(1);
                            Thread.startVirtualThread(latch::countDown);
                            counted[0] = latch.await(10, TimeUnit.SECONDS);
                            await(sleep(0));
                        }),
                OPTIONS);

        assertThat(counted[0]).isTrue();
    }

    @Test
    void virtualThread_outlivesTheStrand() throws InterruptedException {
        CompletableFuture<Void> gate = new CompletableFuture<>();

        Thread lodger = run(async(() -> Thread.startVirtualThread(() -> gate.join())), OPTIONS);
        gate.complete(null);

        assertThat(lodger.join(java.time.Duration.ofSeconds(10))).isTrue();
    }
}
