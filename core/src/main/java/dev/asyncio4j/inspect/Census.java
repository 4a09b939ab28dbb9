// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a running loop for its tasks without keeping it: in slices of a few milliseconds, one a
/// turn. The stacks, which take most of the time, are not taken by the loop at all, but by who
/// asks, when the loop has told the rest; so a stack may be a little younger than what is said of
/// its task.
final class Census implements Runnable {

    private static final long SLICE = 2_000_000; // nanoseconds of the loop's time
    private static final int LOOKS = 16; // tasks between two looks at the clock

    // set once
    private final EventLoop loop;
    private final int limit;
    private final CompletableFuture<TaskDump> answer = new CompletableFuture<>();

    // loop only
    private @Nullable List<Task<?>> tasks;
    private int next;
    private final List<TaskDump.Entry> entries = new ArrayList<>();

    // loop, then who asks
    private final List<Task<?>> told = new ArrayList<>();
    long longestSlice;

    Census(EventLoop loop, int limit) {
        this.loop = loop;
        this.limit = limit;
    }

    /// The tasks of a running loop, at most so many, the oldest; null if it does not answer in
    /// time.
    /// **Thread** any but the loop's; blocks it.
    static @Nullable TaskDump take(EventLoop loop, Duration patience, int limit, boolean stacks)
            throws InterruptedException {
        return new Census(loop, limit).take(patience, stacks);
    }

    @Nullable TaskDump take(Duration patience, boolean stacks) throws InterruptedException {
        if (!loop.lookSoon(this)) {
            return null;
        }
        try {
            TaskDump dump = answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            return stacks ? withStacks(dump) : dump;
        } catch (TimeoutException standsStill) {
            answer.cancel(false); // it need not go on
            return null;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the dump failed", failed.getCause());
        }
    }

    /// One slice, in the loop.
    @Override
    public void run() {
        long begin = System.nanoTime();
        try {
            if (count(begin)) {
                answer.complete(new TaskDump(loop.toString(), entries, List.of()));
            } else if (!answer.isDone()) {
                loop.lookSoon(this);
            }
        } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
        }
        longestSlice = Math.max(longestSlice, System.nanoTime() - begin);
    }

    private boolean count(long begin) {
        List<Task<?>> all = tasks;
        if (all == null) {
            all = loop.allTasks(limit);
            tasks = all;
        }
        while (next < all.size()) {
            Task<?> task = all.get(next++);
            if (!task.isDone()) {
                entries.add(TaskDump.Entry.of(task, List.of()));
                told.add(task);
            }
            if (next % LOOKS == 0 && System.nanoTime() - begin > SLICE) {
                return next == all.size();
            }
        }
        return true;
    }

    /// Tasks that wait at the same place share one list: the less is alive, the shorter are the
    /// collector's pauses, which keep the loop for longer than all that is done here.
    private TaskDump withStacks(TaskDump dump) {
        Map<List<StackTraceElement>, List<StackTraceElement>> known = new HashMap<>();
        List<TaskDump.Entry> whole = new ArrayList<>(told.size());
        for (int i = 0; i < told.size(); i++) {
            List<StackTraceElement> stack = List.copyOf(told.get(i).stack());
            List<StackTraceElement> same = known.putIfAbsent(stack, stack);
            whole.add(dump.tasks().get(i).with(same == null ? stack : same));
        }
        return new TaskDump(dump.loop(), whole, dump.blocked());
    }
}
