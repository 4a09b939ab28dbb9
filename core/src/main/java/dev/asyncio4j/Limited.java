// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// `gather` with a limit on how many run at once: what asyncio's users have asked for since 2015.
///
/// As many workers as the limit allows, in a task group, each taking the next item when it is done
/// with the last: so a million items need no million tasks. The first failure cancels the others;
/// when they have ended it comes out itself, with the failures that followed as suppressed ones. An
/// item that ends cancelled ends it all, too, as it does in `gather`; a task group alone would take
/// that for a worker's quiet end, and the others would go on without its result.
final class Limited {

    private Limited() {}

    static <A, T extends @Nullable Object> Coroutine<List<T>> map(
            int limit,
            Iterable<? extends A> items,
            Function<? super A, ? extends Awaitable<? extends T>> function) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: >= 1)");
        }
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(function, "function");
        return new Coroutine<>("map", () -> run(limit, items.iterator(), function));
    }

    private static <A, T extends @Nullable Object> List<T> run(
            int limit,
            Iterator<? extends A> items,
            Function<? super A, ? extends Awaitable<? extends T>> function)
            throws Exception {
        Workers<A, T> workers = new Workers<>(limit, items, function);
        try {
            new TaskGroup().body(workers::start);
        } catch (ExceptionGroup | BaseExceptionGroup group) {
            throw Sneaky.<RuntimeException>as(firstOf((FailureGroup) group));
        }
        workers.throwIfCancelled();
        return filled(workers.results);
    }

    private static final class Workers<A, T extends @Nullable Object> {

        private final int limit;
        private final Iterator<? extends A> items;
        private final Function<? super A, ? extends Awaitable<? extends T>> function;
        final List<@Nullable T> results = new ArrayList<>();
        private int started;
        private boolean stopped; // an item has failed, or ended cancelled
        private boolean exhausted; // there are no more items
        private @Nullable CancelledError cancelled; // by which an item ended, if that was first

        Workers(
                int limit,
                Iterator<? extends A> items,
                Function<? super A, ? extends Awaitable<? extends T>> function) {
            this.limit = limit;
            this.items = items;
            this.function = function;
        }

        /// Starts a worker if there is an item for it. Each starts the next, so that none starts in
        /// vain.
        @Nullable Void start(TaskGroup group) {
            if (started < limit && hasNext(group)) {
                started++;
                group.createTask(Asyncio.async("map", () -> work(group)));
            }
            return null;
        }

        private void work(TaskGroup group) throws Exception {
            try {
                while (hasNext(group)) {
                    int index = results.size();
                    results.add(null);
                    A item = items.next();
                    start(group);
                    if (!isOver(group)) { // as when a worker that starts eagerly has failed
                        results.set(index, function.apply(item).onAwait());
                    }
                }
            } catch (CancelledError ended) {
                cancel(group, ended);
                throw ended;
            } catch (Throwable failure) {
                stopped = true;
                throw failure;
            }
        }

        private boolean hasNext(TaskGroup group) {
            if (isOver(group)) {
                return false;
            }
            boolean more = items.hasNext();
            exhausted = !more;
            return more;
        }

        /// Also for a worker whose item has withstood its cancellation: it takes no other.
        private boolean isOver(TaskGroup group) {
            return stopped || group.isAborting();
        }

        private void cancel(TaskGroup group, CancelledError ended) {
            if (!isOver(group)) {
                cancelled = ended;
                stopped = true;
                group.cancel();
            }
        }

        /// After the group: it has ended well, but maybe not with all results. A worker that was
        /// cancelled before it began knows of no error.
        void throwIfCancelled() {
            if (cancelled != null) {
                throw cancelled;
            }
            if (!exhausted) {
                throw new CancelledError();
            }
        }
    }

    private static Throwable firstOf(FailureGroup group) {
        Throwable first = group.exceptions().getFirst();
        for (Throwable further : group.exceptions()) {
            if (further != first) {
                first.addSuppressed(further);
            }
        }
        return first;
    }

    @SuppressWarnings("NullAway") // every worker has ended, so every place is filled
    private static <T extends @Nullable Object> List<T> filled(List<@Nullable T> results) {
        return results;
    }

    /// Coroutines that never began are closed when one has failed, so that nobody misses them.
    static <T extends @Nullable Object> Coroutine<List<T>> gather(
            int limit, Iterable<? extends Awaitable<? extends T>> awaitables) {
        List<Awaitable<? extends T>> all = new ArrayList<>();
        awaitables.forEach(each -> all.add(Objects.requireNonNull(each, "awaitable")));
        Coroutine<List<T>> mapped = map(limit, all, awaitable -> awaitable);
        return new Coroutine<>(
                "gather",
                () -> {
                    try {
                        return mapped.onAwait();
                    } catch (Throwable failure) {
                        for (Awaitable<? extends T> each : all) {
                            if (each instanceof Coroutine<?> unbegun && !unbegun.isRunning()) {
                                unbegun.close(); // what runs yet is another's
                            }
                        }
                        throw failure;
                    }
                });
    }
}
