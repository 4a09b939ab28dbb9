// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// `asyncio.shield`: a future in front of another, which takes the cancellations for it.
///
/// When the outer one was cancelled nobody awaits the inner one any more, so a later failure of it
/// is reported.
final class Shield<T extends @Nullable Object> {

    private static final Consumer<Future<?>> REPORT = Shield::reportFailure;

    private final Future<T> inner;
    private final Future<T> outer;
    private final Consumer<Future<T>> innerDone = this::innerDone;

    private Shield(Future<T> inner) {
        this.inner = inner;
        this.outer = inner.loop.createFuture(new Behind(inner));
    }

    static <T extends @Nullable Object> Future<T> of(Awaitable<T> awaitable) {
        Future<T> inner = Combining.toFuture(awaitable);
        if (inner.isDone()) {
            return inner;
        }
        Shield<T> shield = new Shield<>(inner);
        LoopTask<?> awaiter = LoopTask.currentOrNull();
        ChildDone.tell(inner, shield.innerDone, awaiter == null ? shield.outer : awaiter);
        ChildDone.tell(shield.outer, shield::outerDone, null);
        return shield.outer;
    }

    /// Who waits for the outer one waits for the inner.
    private record Behind(Future<?> inner) implements WaitPoint {
        @Override
        public String what() {
            return WaitGraph.named(inner);
        }

        @Override
        public List<Future<?>> owedBy() {
            return List.of(inner);
        }
    }

    private void innerDone(Future<T> done) {
        Combining.copyOutcome(done, outer);
    }

    private void outerDone(Future<T> done) {
        if (inner.isDone()) {
            return;
        }
        inner.removeDoneCallback(innerDone);
        inner.removeDoneCallback(REPORT); // one report, however often it is shielded
        ChildDone.tell(inner, REPORT, null);
    }

    private static void reportFailure(Future<?> inner) {
        Unretrieved watch = inner.failure();
        if (watch == null) {
            return;
        }
        watch.retrieved();
        Throwable failure = watch.failure;
        inner.loop.callExceptionHandler(
                Fault.of(failure.getClass().getSimpleName() + " exception in shielded future")
                        .withException(failure)
                        .with("future", inner));
    }
}
