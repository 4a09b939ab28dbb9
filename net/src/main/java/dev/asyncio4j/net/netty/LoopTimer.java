// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.loop.TimerHandle;
import io.netty.util.concurrent.DefaultPromise;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One of Netty's time-outs, kept by the loop's own timers: so it runs on the loop's clock.
/// **Thread**
/// loop.
final class LoopTimer<V extends @Nullable Object> extends DefaultPromise<V>
        implements ScheduledFuture<V>, Runnable {

    private final Callable<V> task;
    private final long dueNanos;
    private @Nullable TimerHandle handle;

    LoopTimer(EventExecutor executor, Callable<V> task, long dueNanos) {
        super(executor);
        this.task = task;
        this.dueNanos = dueNanos;
    }

    void keptBy(TimerHandle timer) {
        handle = timer;
    }

    @Override
    public void run() {
        if (!setUncancellable()) {
            return;
        }
        try {
            setSuccess(task.call());
        } catch (Exception failure) {
            setFailure(failure);
        }
    }

    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        TimerHandle timer = handle;
        if (timer != null) {
            timer.cancel();
        }
        return super.cancel(mayInterruptIfRunning);
    }

    @Override
    public long getDelay(TimeUnit unit) {
        TimerHandle timer = handle;
        return timer == null ? 0 : unit.convert(dueNanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return other instanceof LoopTimer<?> timer
                ? Long.compare(dueNanos, timer.dueNanos)
                : Long.compare(
                        getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }
}
