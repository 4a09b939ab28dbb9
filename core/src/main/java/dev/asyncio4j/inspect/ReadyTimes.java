// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.Columns;

/// Since when what is in the ready column has been there, for an instrument: between two steps it
/// sees what has come, and when.
///
/// The column is first in, first out, so a ring of times runs beside it. Where an oracle takes
/// others first, the times go to those, in the order in which they came. **Thread** loop.
final class ReadyTimes {

    private final Columns columns;
    private long[] ring = new long[256]; // a power of two, for the mask
    private int head;
    private int size; // how many of those in the column have a time; they are the first

    ReadyTimes(Columns columns) {
        this.columns = columns;
    }

    /// What has come since the last look came now.
    void look(long now) {
        int there = columns.readyCount();
        size = Math.min(size, there);
        while (size < there) {
            if (size == ring.length) {
                grow();
            }
            ring[(head + size++) & (ring.length - 1)] = now;
        }
    }

    /// The first has been taken. Gives its time; `now` if it came just now.
    long taken(long now) {
        if (size == 0) {
            return now;
        }
        long since = ring[head];
        head = (head + 1) & (ring.length - 1);
        size--;
        return since;
    }

    /// Forgets all times.
    void clear() {
        size = 0;
    }

    private void grow() {
        long[] larger = new long[ring.length * 2];
        for (int i = 0; i < size; i++) {
            larger[i] = ring[(head + i) & (ring.length - 1)];
        }
        ring = larger;
        head = 0;
    }
}
