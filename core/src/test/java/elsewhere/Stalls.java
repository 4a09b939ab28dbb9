// SPDX-License-Identifier: Apache-2.0
package elsewhere;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Coroutine;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.Lock;

/// A user's coroutines that keep the loop until somebody lets them go.
public final class Stalls {

    private Stalls() {}

    /// `main` awaits `middle`, which awaits `culprit`, which does this.
    public static Coroutine<Void> awaited(Blocking work) {
        return async(
                () -> {
                    var culprit = createTask(doing(work), "culprit");
                    await(createTask(async(() -> await(culprit)), "middle"));
                });
    }

    /// What does not come back.
    public interface Blocking {
        void run() throws Exception;
    }

    private static Coroutine<Void> doing(Blocking work) {
        return async(
                () -> {
                    await(sleep(0)); // let the others await it
                    await(sleep(0));
                    work.run();
                });
    }

    public static void inALatch(CountDownLatch end) throws InterruptedException {
        end.await();
    }

    public static void inALock(Lock lock) {
        lock.lock();
        lock.unlock();
    }

    public static void inARead(InputStream in) throws IOException {
        in.read();
    }

    public static void inASleep(CountDownLatch end) throws InterruptedException {
        while (end.getCount() > 0) {
            Thread.sleep(5);
        }
    }

    public static void busy(CountDownLatch end) {
        while (end.getCount() > 0) {
            Thread.onSpinWait();
        }
    }
}
