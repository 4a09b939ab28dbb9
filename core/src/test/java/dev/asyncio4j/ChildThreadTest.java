// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.run;
import static dev.asyncio4j.Asyncio.toThread;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Virtual threads that are started inside a coroutine inherit its scheduler: they must run all the
/// same, beside the loop.
class ChildThreadTest {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Test
    void virtualThread_thatParks_runsBesideTheLoop() {
        Coroutine<String> main =
                async(
                        () -> {
                            CompletableFuture<String> result = new CompletableFuture<>();
                            Thread.ofVirtual()
                                    .name("child")
                                    .start(
                                            () -> {
                                                LockSupport.parkNanos(1_000_000);
                                                Thread.yield();
                                                result.complete(Thread.currentThread().getName());
                                            });
                            return await(result);
                        });

        assertThat(assertTimeoutPreemptively(LIMIT, () -> run(main))).isEqualTo("child");
    }

    @Test
    void virtualThread_joined_endsAlthoughTheLoopStandsStill() {
        Coroutine<Boolean> main =
                async(
                        () -> {
                            Thread child =
                                    Thread.startVirtualThread(() -> LockSupport.parkNanos(1));
                            child.join();
                            return child.isAlive();
                        });

        assertThat(assertTimeoutPreemptively(LIMIT, () -> run(main))).isFalse();
    }

    @Test
    void toThread_asTheFirstCall_returns() {
        Coroutine<Integer> main = async(() -> await(toThread(() -> 42)));

        assertThat(assertTimeoutPreemptively(LIMIT, () -> run(main))).isEqualTo(42);
    }
}
