// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import dev.asyncio4j.carrier.Strands;
import org.jspecify.annotations.Nullable;

/// Runs something on a thread of the kind that drives strands, while the caller waits for it.
final class BorrowedThread {

    private BorrowedThread() {}

    /// Runs `job` and waits for it; rethrows what it throws. An interrupt of the caller is passed
    /// on to the borrowed thread. **Thread** any; blocks it.
    static void run(String name, Runnable job) {
        Outcome outcome = new Outcome();
        Thread thread =
                Strands.newDriver(
                        name,
                        () -> {
                            try {
                                job.run();
                            } catch (Throwable failure) {
                                outcome.failure = failure;
                            }
                        });
        thread.start();
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (outcome.failure != null) {
            throw Faults.<RuntimeException>sneak(outcome.failure);
        }
    }

    // written by the borrowed thread, read after join()
    private static final class Outcome {
        @Nullable Throwable failure;
    }
}
