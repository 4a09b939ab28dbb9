// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/// A failure, and the watch over it: reports one that nobody ever looked at.
///
/// It must not refer to its future, or that would never become garbage; so it keeps the future's
/// description. The loop keeps all watches, and reports those left when it is closed: no failure is
/// lost because the program ended before a garbage collection.
final class Unretrieved implements Runnable, Witness {

    // set once
    final Throwable failure;
    private final EventLoop loop;
    private final String message;
    private final String key;
    private final String described;
    private final @Nullable Throwable createdAt;
    private Cleaner.@Nullable Cleanable cleanable;

    // loop only
    private boolean settled;
    private boolean traced;

    private Unretrieved(Future<?> future, Throwable failure) {
        this.failure = failure;
        this.loop = future.loop;
        this.message = future.kind() + " exception was never retrieved";
        this.key = future instanceof Task ? "task" : "future";
        this.described = future.described("finished");
        this.createdAt = future.createdAt();
    }

    static Unretrieved watch(Future<?> future, Throwable failure) {
        Unretrieved watch = new Unretrieved(future, failure);
        watch.cleanable = Garbage.CLEANER.register(future, watch);
        future.loop.witnesses().add(watch);
        return watch;
    }

    /// Somebody looked at it.
    void retrieved() {
        if (!settled) {
            settle();
        }
    }

    /// Somebody is about to get it by `await`: notes on its stack who that is, once.
    void awaitedBy(Task<?> awaiter) {
        if (!traced) {
            traced = true;
            AwaitTrace.append(failure, awaiter);
        }
    }

    /// The future is garbage. **Thread** the cleaner's.
    @Override
    public void run() {
        if (!settled) { // Cleanable.clean() calls this too, to take the watch back
            Garbage.report(loop, this::report);
        }
    }

    @Override
    public void report() {
        if (!settled) {
            settle();
            Fault fault = Fault.of(message).withException(failure).with(key, described);
            loop.callExceptionHandler(
                    createdAt == null ? fault : fault.with("source_traceback", createdAt));
        }
    }

    private void settle() {
        settled = true;
        loop.witnesses().remove(this);
        Cleaner.Cleanable mine = cleanable;
        if (mine != null) {
            cleanable = null;
            mine.clean();
        }
    }
}
