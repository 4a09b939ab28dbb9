// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Items in the order in which they came, taken from the one end or the other. `ArrayDeque` does
/// not
/// take null. **Thread** loop.
///
/// @param <T> an item
final class Ring<T extends @Nullable Object> extends Items<T> {

    private static final int LEAST = 8; // slots; always a power of two
    private static final int KEPT = 1024; // slots that an empty ring keeps

    // set once
    private final boolean newestFirst;

    // loop only
    private @Nullable Object[] slots = new @Nullable Object[LEAST];
    private int oldest;
    private int size;

    Ring(boolean newestFirst) {
        this.newestFirst = newestFirst;
    }

    @Override
    void add(T item) {
        if (size == slots.length) {
            grow();
        }
        slots[index(size)] = item;
        size++;
    }

    /// Puts an item back that was the oldest.
    void putBack(T item) {
        if (size == slots.length) {
            grow();
        }
        oldest = index(-1);
        slots[oldest] = item;
        size++;
    }

    private int index(int age) {
        return (oldest + age) & (slots.length - 1);
    }

    private void grow() {
        @Nullable Object[] more = new @Nullable Object[slots.length * 2];
        int untilEnd = slots.length - oldest;
        System.arraycopy(slots, oldest, more, 0, untilEnd);
        System.arraycopy(slots, 0, more, untilEnd, oldest);
        slots = more;
        oldest = 0;
    }

    /// The item of that age, which stays; 0 is the oldest.
    T get(int age) {
        return at(index(age));
    }

    @Override
    T take() {
        int at = newestFirst ? index(size - 1) : oldest;
        T item = at(at);
        slots[at] = null;
        size--;
        if (!newestFirst) {
            oldest = index(1);
        }
        if (size == 0 && slots.length > KEPT) {
            slots = new @Nullable Object[LEAST];
            oldest = 0;
        }
        return item;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // add() put a T there
    private T at(int index) {
        return (T) slots[index];
    }

    @Override
    int size() {
        return size;
    }

    @Override
    List<T> toList() {
        List<T> all = new ArrayList<>(size);
        for (int age = 0; age < size; age++) {
            all.add(at(index(age)));
        }
        return all;
    }
}
