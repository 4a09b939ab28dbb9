// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jspecify.annotations.Nullable;

/// The ready column of the whiteboard: first in, first out, in a ring that grows and shrinks.
///
/// The slot before the first is not cleared before the next is taken: there is what runs now, for
/// the watchdog to see, at no cost. So one slot of the ring is never used for what is ready.
/// **Thread** loop.
final class ReadyQueue {

    private static final int SMALLEST = 256; // powers of two, for the mask

    private @Nullable Ready[] ring = new @Nullable Ready[SMALLEST];
    private int head;
    private int size;

    int size() {
        return size;
    }

    void add(Ready item) {
        if (size == ring.length - 1) {
            resize(ring.length * 2);
        }
        ring[(head + size) & (ring.length - 1)] = item;
        size++;
    }

    /// Takes the first. Only if `size() > 0`.
    Ready take() {
        int at = head;
        int mask = ring.length - 1;
        ring[(at - 1) & mask] = null; // what ran before
        Ready first = ring[at];
        head = (at + 1) & mask;
        size--;
        return present(first);
    }

    /// The item at `index`, which stays; 0 is the first.
    Ready at(int index) {
        return present(ring[(head + index) & (ring.length - 1)]);
    }

    /// Takes the last, if it is `item`; else nothing happens.
    void removeLast(Ready item) {
        int last = (head + size - 1) & (ring.length - 1);
        if (size > 0 && ring[last] == item) {
            ring[last] = null;
            size--;
        }
    }

    /// Takes the item at `index` (0 is the first); those before it move up. For a `Choices` oracle.
    Ready takeAt(int index) {
        int mask = ring.length - 1;
        Ready chosen = present(ring[(head + index) & mask]);
        for (int i = index; i > 0; i--) {
            ring[(head + i) & mask] = ring[(head + i - 1) & mask];
        }
        ring[head] = chosen;
        return take();
    }

    /// Lets the oracle decide the order of the items from `from` to the end.
    void reorder(int from, Choices choices, Choices.Kind kind) {
        int mask = ring.length - 1;
        for (int i = from; i < size - 1; i++) {
            int chosen = i + choices.choose(kind, size - i);
            Ready item = present(ring[(head + chosen) & mask]);
            for (int j = chosen; j > i; j--) {
                ring[(head + j) & mask] = ring[(head + j - 1) & mask];
            }
            ring[(head + i) & mask] = item;
        }
    }

    /// What was taken last and runs; null between turns. **Thread** any; a hint.
    @Nullable Ready running() {
        @Nullable Ready[] seen = ring;
        return seen[(head - 1) & (seen.length - 1)];
    }

    /// Forgets what ran, and gives memory back after a burst. Called when a turn ends, so that no
    /// turn pays for it twice.
    void trim() {
        ring[(head - 1) & (ring.length - 1)] = null;
        if (ring.length > SMALLEST && size < ring.length / 8) {
            resize(ring.length / 4);
        }
    }

    private void resize(int wanted) {
        @Nullable Ready[] larger = new @Nullable Ready[Math.max(wanted, SMALLEST)];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(head + i) & (ring.length - 1)];
        }
        larger[larger.length - 1] = running();
        ring = larger;
        head = 0;
    }

    @SuppressWarnings("NullAway") // the slots between head and head + size are filled
    private static Ready present(@Nullable Ready item) {
        return item;
    }
}
