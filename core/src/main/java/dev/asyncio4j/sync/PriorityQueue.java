// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A queue that gives the least item first, and of equal ones the one that came first. (asyncio
/// leaves the order of equal ones open.) An item that cannot be compared with another is refused by
/// `put` and `putNoWait` with what the comparator throws, and changes nothing. **Thread** loop.
/// **Like** `asyncio.PriorityQueue`.
///
/// @param <T> an item
public final class PriorityQueue<T extends @Nullable Object> extends Queue<T> {

    /// Creates a queue in the natural order, without a limit. **Thread** any.
    public PriorityQueue() {
        this(0);
    }

    /// Creates a queue in the natural order, for at most `maxsize` items. **Thread** any.
    /// @param maxsize zero or less is no limit
    public PriorityQueue(int maxsize) {
        this(maxsize, PriorityQueue::compareNaturally);
    }

    /// Creates a queue in the order of `comparator`, without a limit. **Thread** any.
    public PriorityQueue(Comparator<? super T> comparator) {
        this(0, comparator);
    }

    /// Creates a queue in the order of `comparator`, for at most `maxsize` items. **Thread** any.
    /// @param maxsize zero or less is no limit
    public PriorityQueue(int maxsize, Comparator<? super T> comparator) {
        super(maxsize, new Heap<>(comparator));
    }

    @SuppressWarnings("unchecked") // what cannot be compared throws, as documented
    private static <T extends @Nullable Object> int compareNaturally(T one, T other) {
        if (one == null || other == null) {
            throw new ClassCastException("null cannot be compared");
        }
        return ((Comparable<Object>) one).compareTo(other);
    }

    @Override
    public PriorityQueue<T> named(String name) {
        super.named(name);
        return this;
    }
}
