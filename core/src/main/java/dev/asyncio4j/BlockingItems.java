// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators.AbstractSpliterator;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/// The items of a loop for a thread that blocks while the loop gets the next one.
final class BlockingItems<T extends @Nullable Object> extends AbstractSpliterator<T> {

    private final EventLoop loop;
    private final AsyncIterable<T> source;
    private @Nullable AsyncIterator<T> iterator; // the loop's

    private BlockingItems(EventLoop loop, AsyncIterable<T> source) {
        super(Long.MAX_VALUE, Spliterator.ORDERED);
        this.loop = loop;
        this.source = source;
    }

    static <T extends @Nullable Object> Stream<T> stream(EventLoop loop, AsyncIterable<T> source) {
        Objects.requireNonNull(loop, "loop");
        if (EventLoop.currentOrNull() != null) {
            throw new IllegalStateException(
                    "a stream would block the loop that runs here; use await(source.toList())");
        }
        BlockingItems<T> items = new BlockingItems<>(loop, source);
        return StreamSupport.stream(items, false).onClose(items::close);
    }

    @Override
    public boolean tryAdvance(Consumer<? super T> action) {
        List<T> next = blockOn(new Coroutine<>("next", this::next));
        next.forEach(action);
        return !next.isEmpty();
    }

    /// The next item; nothing at the end.
    private List<T> next() throws Exception {
        AsyncIterator<T> mine = iterator;
        if (mine == null) {
            mine = source.asyncIterator();
            iterator = mine;
        }
        List<T> next = new ArrayList<>(1);
        try {
            next.add(mine.next().onAwait());
        } catch (StopAsyncIteration end) {
            return List.of();
        }
        return next;
    }

    private void close() {
        if (iterator instanceof AsyncGenerator<T> generator && !loop.isClosed()) {
            blockOn(generator.close());
        }
    }

    private <R extends @Nullable Object> R blockOn(Coroutine<R> coroutine) {
        try {
            return loop.blockOn(coroutine);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(
                    "interrupted while waiting for the next item", interrupted);
        }
    }
}
