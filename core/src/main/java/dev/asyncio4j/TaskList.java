// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// A loop's tasks that are not done, in order of creation, linked through the tasks. It holds them,
/// so that a task that nobody else holds lives on. **Thread** loop; elsewhere a guess, which is
/// right while the loop stands still.
final class TaskList {
    private static final AtomicLong NUMBERS = new AtomicLong();

    private @Nullable LoopTask<?> first;
    private @Nullable LoopTask<?> last;
    private int size;

    /// N of the next `Task-N`.
    static long nextNumber() {
        return NUMBERS.incrementAndGet();
    }

    void add(LoopTask<?> task) {
        LoopTask<?> before = last;
        task.previous = before;
        if (before == null) {
            first = task;
        } else {
            before.next = task;
        }
        last = task;
        size++;
    }

    /// Nothing happens if it is not in, as when a task ends that is being closed.
    void remove(LoopTask<?> task) {
        LoopTask<?> before = task.previous;
        LoopTask<?> after = task.next;
        if (before == null && first != task) {
            return;
        }
        if (before != null) {
            before.next = after;
        } else {
            first = after;
        }
        if (after != null) {
            after.previous = before;
        } else {
            last = before;
        }
        task.previous = null;
        task.next = null;
        size--;
    }

    @Nullable LoopTask<?> first() {
        return first;
    }

    int size() {
        return size;
    }

    /// At most so many, the oldest.
    List<Task<?>> copy(int limit) {
        List<Task<?>> some = new ArrayList<>(Math.clamp(size, 0, limit));
        for (LoopTask<?> task = first; task != null && some.size() < limit; task = task.next) {
            some.add(task);
        }
        return some;
    }
}
