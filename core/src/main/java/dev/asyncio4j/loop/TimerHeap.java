// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.Arrays;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The timers that are not due yet: a heap by deadline, then by order of setting. **Thread** loop.
///
/// A 4-ary heap in two arrays side by side. Four children share a cache line of deadlines, so that
/// sifting touches half the lines of a binary heap; the handle's own memory is read only on a tie.
/// Each handle knows its index, so that a cancelled timer leaves at once instead of staying until
/// its deadline, which is what lets a server set and cancel a time-out per request for ever.
///
/// **Source** the d-ary heap of D. B. Johnson, "Priority queues with update and finding minimum
/// spanning trees", 1975.
///
/// - **I1** `due[i]` is the deadline of `handles[i]`, and `handles[i].heapIndex == i`.
/// - **I2** No handle comes before its parent `(i - 1) / 4`.
final class TimerHeap {

    private static final int CHILDREN = 4;
    private static final int SMALLEST = 64;

    private long[] due = new long[SMALLEST];
    private @Nullable TimerHandle[] handles = new @Nullable TimerHandle[SMALLEST];
    private int size;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /// The earliest deadline. Only if not empty.
    long firstDue() {
        return due[0];
    }

    /// How long it is until the earliest deadline; [Poller#FOREVER] if empty.
    long untilFirst(Clock clock) {
        return size == 0 ? Poller.FOREVER : Seconds.until(due[0], clock.nanos());
    }

    void each(ObjLongConsumer<? super Runnable> sink) {
        for (int i = 0; i < size; i++) {
            Runnable callback = at(i).callback();
            if (callback != null) {
                sink.accept(callback, due[i]);
            }
        }
    }

    void add(TimerHandle timer) {
        if (size == due.length) {
            resize(size * 2);
        }
        siftUp(size++, timer);
    }

    /// Takes the earliest timer out. Only if not empty.
    TimerHandle take() {
        TimerHandle first = at(0);
        remove(first);
        return first;
    }

    /// Takes `timer` out; nothing happens if it is not in.
    void remove(TimerHandle timer) {
        int hole = timer.heapIndex;
        if (hole == TimerHandle.NOT_IN_HEAP) {
            return;
        }
        timer.heapIndex = TimerHandle.NOT_IN_HEAP;
        TimerHandle last = at(--size);
        handles[size] = null;
        if (last != timer) {
            if (hole > 0 && isBefore(last.dueNanos, last, (hole - 1) / CHILDREN)) {
                siftUp(hole, last);
            } else {
                siftDown(hole, last);
            }
        }
        if (size < due.length / 8 && due.length > SMALLEST) {
            resize(due.length / 4);
        }
    }

    private void siftUp(int index, TimerHandle timer) {
        long key = timer.dueNanos;
        int i = index;
        while (i > 0) {
            int parent = (i - 1) / CHILDREN;
            if (!isBefore(key, timer, parent)) {
                break;
            }
            put(i, at(parent), due[parent]);
            i = parent;
        }
        put(i, timer, key);
    }

    private void siftDown(int index, TimerHandle timer) {
        long key = timer.dueNanos;
        int i = index;
        while (true) {
            int first = i * CHILDREN + 1;
            if (first >= size) {
                break;
            }
            int least = first;
            int end = Math.min(first + CHILDREN, size);
            for (int child = first + 1; child < end; child++) {
                if (due[child] < due[least]
                        || (due[child] == due[least] && at(child).order < at(least).order)) {
                    least = child;
                }
            }
            if (isBefore(key, timer, least)) {
                break;
            }
            put(i, at(least), due[least]);
            i = least;
        }
        put(i, timer, key);
    }

    private boolean isBefore(long key, TimerHandle timer, int other) {
        return key < due[other] || (key == due[other] && timer.order < at(other).order);
    }

    private void put(int index, TimerHandle timer, long key) {
        handles[index] = timer;
        due[index] = key;
        timer.heapIndex = index;
    }

    @SuppressWarnings("NullAway") // I1: below `size` there is always a handle
    private TimerHandle at(int index) {
        return handles[index];
    }

    private void resize(int capacity) {
        due = Arrays.copyOf(due, capacity);
        handles = Arrays.copyOf(handles, capacity);
    }
}
