// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Items of which the least comes first, and of equal ones the oldest. **Thread** loop.
///
/// A binary heap, in which `java.util.PriorityQueue` would do but for one thing: items that cannot
/// be compared make the comparator throw, and that one has moved some by then and loses one. Here
/// the way is found first, and nothing moves before all comparisons are done.
///
/// @param <T> an item
final class Heap<T extends @Nullable Object> extends Items<T> {

    private record Entry<T extends @Nullable Object>(T item, long order) {}

    // set once
    private final Comparator<? super T> comparator;

    // loop only
    private final List<Entry<T>> entries = new ArrayList<>();
    private long nextOrder;

    Heap(Comparator<? super T> comparator) {
        this.comparator = comparator;
    }

    @Override
    void add(T item) {
        Entry<T> added = new Entry<>(item, nextOrder);
        int end = entries.size();
        int place = end;
        while (place > 0 && isBefore(added, entries.get(parent(place)))) {
            place = parent(place);
        }
        nextOrder++;
        entries.add(added);
        for (int at = end; at != place; at = parent(at)) {
            entries.set(at, entries.get(parent(at)));
        }
        entries.set(place, added);
    }

    private static int parent(int at) {
        return (at - 1) >>> 1;
    }

    @Override
    T take() {
        int end = entries.size() - 1;
        Entry<T> last = entries.get(end);
        int place = placeBelowRoot(last, end);
        entries.removeLast();
        return end == 0 ? last.item : pushUp(last, place).item;
    }

    /// Where `entry` belongs among the first `end`, if the root goes and its way moves up.
    private int placeBelowRoot(Entry<T> entry, int end) {
        int place = 0;
        while (2 * place + 1 < end) {
            int child = leastChild(place, end);
            if (!isBefore(entries.get(child), entry)) {
                break;
            }
            place = child;
        }
        return place;
    }

    private int leastChild(int parent, int end) {
        int left = 2 * parent + 1;
        boolean rightIsLess = left + 1 < end && isBefore(entries.get(left + 1), entries.get(left));
        return rightIsLess ? left + 1 : left;
    }

    /// Puts `entry` there, moves each above it one up, and gives the one that was the root.
    private Entry<T> pushUp(Entry<T> entry, int place) {
        Entry<T> moving = entries.set(place, entry);
        for (int at = place; at > 0; ) {
            at = parent(at);
            moving = entries.set(at, moving);
        }
        return moving;
    }

    private boolean isBefore(Entry<T> one, Entry<T> other) {
        int difference = comparator.compare(one.item, other.item);
        return difference < 0 || (difference == 0 && one.order < other.order);
    }

    @Override
    int size() {
        return entries.size();
    }

    @Override
    List<T> toList() {
        List<T> all = new ArrayList<>(entries.size());
        for (Entry<T> entry : entries) {
            all.add(entry.item);
        }
        return all;
    }
}
