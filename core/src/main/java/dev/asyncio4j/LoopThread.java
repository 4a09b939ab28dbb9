// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.carrier.Strands;
import dev.asyncio4j.context.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A loop on a thread of its own, as seen from the task of another loop that has started it, waits
/// for its end and passes a cancellation on.
///
/// Nothing is shared but two letters: the cancellation, to the loop, and the outcome, back. All
/// other state belongs to one of the two loops.
final class LoopThread<T extends @Nullable Object> {

    // set once, before the thread begins
    private final int index;
    private final IntFunction<? extends Awaitable<T>> main;
    private final EventLoop loop = new EventLoop();
    private final Context context = Context.copyCurrent();

    // the new loop only
    private @Nullable LoopTask<?> mainTask;

    private LoopThread(int index, IntFunction<? extends Awaitable<T>> main) {
        this.index = index;
        this.main = main;
    }

    /// `count` loops, each with a main coroutine of its own; they end together, as in a group.
    static <T extends @Nullable Object> Coroutine<List<T>> each(
            int count, IntFunction<? extends Awaitable<T>> main) {
        if (count < 1) {
            throw new IllegalArgumentException("count: " + count + " (expected: >= 1)");
        }
        Objects.requireNonNull(main, "main");
        return new Coroutine<>(
                "on_loops",
                () -> {
                    List<Task<T>> mains = new ArrayList<>(count);
                    new TaskGroup()
                            .use(
                                    group -> {
                                        for (int i = 0; i < count; i++) {
                                            LoopThread<T> thread = new LoopThread<>(i, main);
                                            mains.add(
                                                    group.createTask(
                                                            new Coroutine<>(
                                                                    "loop", thread::supervise),
                                                            "loop-" + i));
                                        }
                                    })
                            .onAwait();
                    List<T> results = new ArrayList<>(count);
                    mains.forEach(task -> results.add(task.result()));
                    return results;
                });
    }

    // ---- on the loop that started it

    private T supervise() throws Exception {
        ExecutorService threads =
                java.util.concurrent.Executors.newThreadPerTaskExecutor(
                        job -> Strands.newDriver("asyncio-loop-" + index, job));
        Future<T> ended =
                EventLoop.running().executors().submit(threads, this::live, false, Outside.THREAD);
        threads.shutdown(); // takes no more; the one goes on
        return awaitEnd(ended);
    }

    /// Waits for the end, however often it is cancelled meanwhile: a thread cannot be left behind.
    private T awaitEnd(Future<T> ended) throws Exception {
        @Nullable CancelledError cancelled = null;
        while (!ended.isDone()) {
            try {
                Waiting.on(List.of(ended), -1, ReturnWhen.ALL_COMPLETED).onAwait();
            } catch (CancelledError request) {
                cancelled = request;
                CancelReason reason = request.reason();
                Threadsafe.post(loop, () -> cancelMain(reason));
            }
        }
        Throwable failure = ended.isCancelled() ? null : ended.exception();
        if (cancelled != null && (failure == null || failure instanceof CancelledError)) {
            throw cancelled;
        }
        return ended.onAwait();
    }

    // ---- on the new loop's thread

    private T live() {
        RunnerOptions options =
                RunnerOptions.defaults().withLoopFactory(() -> loop).withInterrupt(false);
        try (Runner runner = new Runner(options)) {
            return runner.run(new Coroutine<T>("main", this::begin), context);
        }
    }

    private T begin() throws Exception {
        mainTask = Await.ensureInTask(); // before any letter: this step was queued first
        return main.apply(index).onAwait();
    }

    private void cancelMain(@Nullable CancelReason reason) {
        if (mainTask != null) {
            mainTask.cancel(reason == null ? CancelReason.of(null, "another loop") : reason);
        }
    }
}
