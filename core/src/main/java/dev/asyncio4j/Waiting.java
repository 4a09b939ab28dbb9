// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.TimerHandle;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `asyncio.wait`: waits for several futures, and leaves them as they are.
final class Waiting<T extends @Nullable Object> implements Consumer<Future<T>>, WaitPoint {

    private final Set<Future<T>> futures;
    private final ReturnWhen returnWhen;
    private final Future<@Nullable Void> waiter;
    private int undone;

    private Waiting(Set<Future<T>> futures, ReturnWhen returnWhen, EventLoop loop) {
        this.futures = futures;
        this.returnWhen = returnWhen;
        this.waiter = loop.createWake(this);
        this.undone = futures.size();
    }

    /// @param nanos negative is no limit
    static <T extends @Nullable Object> Coroutine<WaitResult<T>> on(
            Iterable<? extends Future<? extends T>> given, long nanos, ReturnWhen returnWhen) {
        Objects.requireNonNull(returnWhen, "returnWhen");
        Set<Future<T>> futures = new LinkedHashSet<>();
        for (Future<? extends T> each : Objects.requireNonNull(given, "futures")) {
            Objects.requireNonNull(each, "future");
            @SuppressWarnings("unchecked") // a future is only read
            Future<T> future = (Future<T>) each;
            futures.add(future);
        }
        if (futures.isEmpty()) {
            throw new IllegalArgumentException("Set of Tasks/Futures is empty.");
        }
        return new Coroutine<>(
                "wait", () -> new Waiting<>(futures, returnWhen, EventLoop.running()).run(nanos));
    }

    private WaitResult<T> run(long nanos) {
        EventLoop loop = waiter.loop;
        TimerHandle timer =
                nanos < 0
                        ? null
                        : loop.callAtNanos(
                                Seconds.plus(loop.nanos(), nanos),
                                Context.current(),
                                () -> waiter.succeedUnlessDone(null));
        LoopTask<?> awaiter = Await.ensureInTask();
        for (Future<T> future : futures) {
            ChildDone.tell(future, this, awaiter);
        }
        try {
            waiter.onAwait();
        } finally {
            if (timer != null) {
                timer.cancel();
            }
            futures.forEach(future -> future.removeDoneCallback(this));
        }
        Set<Future<T>> done = new LinkedHashSet<>();
        Set<Future<T>> pending = new LinkedHashSet<>();
        for (Future<T> future : futures) {
            (future.isDone() ? done : pending).add(future);
        }
        return new WaitResult<>(done, pending);
    }

    @Override
    public String what() {
        return WaitGraph.named(owedBy());
    }

    @Override
    public List<Future<?>> owedBy() {
        return futures.stream().filter(each -> !each.isDone()).<Future<?>>map(f -> f).toList();
    }

    @Override
    public void accept(Future<T> future) {
        undone--;
        boolean failed = !future.isCancelled() && future.failure() != null;
        if (undone <= 0
                || returnWhen == ReturnWhen.FIRST_COMPLETED
                || (returnWhen == ReturnWhen.FIRST_EXCEPTION && failed)) {
            waiter.succeedUnlessDone(null);
        }
    }
}
