// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import java.lang.System.Logger.Level;
import java.util.concurrent.Callable;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The threads of one child: for its start and its end, and for each pipe while a call is blocked
/// in it. They are not those of `toThread`, so that many children starve nobody, and are gone when
/// the child is.
final class ChildThreads {

    private static final int STACK_BYTES = 256 * 1024;

    private final EventLoop loop;
    private final ThreadPoolExecutor threads;

    ChildThreads(EventLoop loop, String program) {
        this.loop = loop;
        this.threads =
                new ThreadPoolExecutor(
                        0,
                        Integer.MAX_VALUE,
                        1,
                        TimeUnit.SECONDS,
                        new SynchronousQueue<>(),
                        Thread.ofPlatform()
                                .daemon()
                                .stackSize(STACK_BYTES)
                                .name("asyncio-child-" + program + "-", 0)
                                .factory());
    }

    /// Runs `call`, and gives a future of its result. **Thread** loop.
    <T> Future<T> submit(Callable<T> call) {
        return loop.runInExecutor(threads, call);
    }

    /// What came of a call of a pipe.
    ///
    /// @param value what it gave; null if it failed
    /// @param failure why it failed; null if it did not
    record Outcome<T extends @Nullable Object>(@Nullable T value, @Nullable Exception failure) {

        /// Notes a failure of which nobody needs to hear.
        void logFailure() {
            if (failure != null) {
                System.getLogger("asyncio").log(Level.DEBUG, "a pipe was closed", failure);
            }
        }
    }

    /// Runs a call of a pipe, and tells in the turn what came of it. A loop that is closed first
    /// hears nothing: the pipe is closed with it, and that this ends the call is no news.
    /// **Thread**
    /// loop.
    <T extends @Nullable Object> void call(Callable<T> call, Consumer<Outcome<T>> told) {
        submit(() -> attempt(call)).addDoneCallback(done -> told.accept(done.result()));
    }

    private static <T extends @Nullable Object> Outcome<T> attempt(Callable<T> call) {
        try {
            return new Outcome<>(call.call(), null);
        } catch (Exception failure) {
            return new Outcome<>(null, failure);
        }
    }

    /// Runs `job`, of which nobody wants to hear. **Thread** any.
    void execute(Runnable job) {
        threads.execute(job);
    }

    /// Takes no more; what runs ends by itself.
    void shutdown() {
        threads.shutdown();
    }
}
