// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// `for (var item : awaitEach(source))`: an iterator whose `hasNext` awaits the next item.
///
/// A generator is asked directly, without a coroutine for each item.
final class Iteration<T extends @Nullable Object> implements Iterator<T> {

    private final AsyncIterator<T> source;
    private @Nullable T item; // if it is there
    private boolean isThere;
    private boolean ended;

    private Iteration(AsyncIterator<T> source) {
        this.source = source;
    }

    static <T extends @Nullable Object> Iterable<T> over(AsyncIterable<T> source) {
        Objects.requireNonNull(source, "source");
        return () -> of(source);
    }

    private static <T extends @Nullable Object> Iteration<T> of(AsyncIterable<T> source) {
        Await.ensureInTask();
        return new Iteration<>(source.asyncIterator());
    }

    static <T extends @Nullable Object> List<T> toList(AsyncIterable<T> source) {
        List<T> items = new ArrayList<>();
        of(source).forEachRemaining(items::add);
        return items;
    }

    static <T extends @Nullable Object> T nextOr(AsyncIterator<T> source, T fallback)
            throws Exception {
        try {
            return source.next().onAwait();
        } catch (StopAsyncIteration end) {
            return fallback;
        }
    }

    /// **Suspends** where the source does.
    @Override
    public boolean hasNext() {
        if (!isThere && !ended) {
            try {
                item =
                        source instanceof AsyncGenerator<T> generator
                                ? generator.ask(null)
                                : Waits.on(source.next());
                isThere = true;
            } catch (StopAsyncIteration end) {
                ended = true;
            }
        }
        return isThere;
    }

    @Override
    @SuppressWarnings("NullAway") // an item is there: null only if T may be
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the asynchronous iteration has ended");
        }
        T next = item;
        item = null;
        isThere = false;
        return next;
    }
}
