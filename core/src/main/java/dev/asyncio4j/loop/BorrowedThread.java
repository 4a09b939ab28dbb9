// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jspecify.annotations.Nullable;

/// Runs something on a platform thread while the caller, a virtual thread, waits: a virtual thread
/// cannot carry the loop's own virtual threads.
public final class BorrowedThread {

    private BorrowedThread() {}

    /// Runs `job` and waits for it; rethrows what it throws. An interrupt of the caller is passed
    /// on to the borrowed thread. **Thread** any; blocks it.
    public static void run(String name, Runnable job) {
        Outcome outcome = new Outcome();
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .start(
                                () -> {
                                    try {
                                        job.run();
                                    } catch (Throwable failure) {
                                        outcome.failure = failure;
                                    }
                                });
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
        Throwable failure = outcome.failure;
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof Error e) {
            throw e;
        }
        if (failure != null) {
            throw new IllegalStateException(failure);
        }
    }

    // written by the borrowed thread, read after join()
    private static final class Outcome {
        @Nullable Throwable failure;
    }
}
