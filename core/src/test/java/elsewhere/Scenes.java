// SPDX-License-Identifier: Apache-2.0
package elsewhere;

import static dev.asyncio4j.Asyncio.*;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.concurrent.CountDownLatch;

/// Tasks that wait for one another, and code that blocks the loop, for tests of what can be seen.
public final class Scenes {

    private Scenes() {}

    public static Coroutine<Void> waitsFor(Future<?> future) {
        return async("waits", () -> waitHere(future));
    }

    private static void waitHere(Future<?> future) {
        await(future);
    }

    public static Coroutine<Void> blocksOn(CountDownLatch latch) {
        return async("blocks", () -> blockHere(latch));
    }

    public static void blockHere(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    public static Coroutine<Void> spinsUntilZero(CountDownLatch latch) {
        return async("spins", () -> spinHere(latch));
    }

    private static void spinHere(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            Thread.onSpinWait();
        }
    }

    /// A circle of two tasks that wait for each other.
    public static Task<?> circle() {
        Task<?>[] both = new Task<?>[2];
        both[0] = createTask(async("first", () -> waitHere(both[1])), "first");
        both[1] = createTask(async("second", () -> waitHere(both[0])), "second");
        return both[0];
    }

    /// Goes on though it is cancelled, again and again.
    public static Coroutine<Void> stubborn() {
        return async("stubborn", () -> goOn());
    }

    private static void goOn() {
        while (true) {
            try {
                await(sleep(3600));
            } catch (CancelledError ignored) {
                continue; // that is the point of it
            }
        }
    }
}
