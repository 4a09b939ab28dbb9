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
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    // loop only
    private @Nullable List<Task<?>> tasks;
    private int next;
    private Duration latest = Duration.ZERO;

    // loop, then who asks
    private final Map<Object, Object> known = new HashMap<>();
    private final List<TaskDump.Entry> entries = new ArrayList<>();
    private final List<Task<?>> told = new ArrayList<>();

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
            answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (stacks) {
                addStacks();
            }
            return new TaskDump(loop.toString(), entries, List.of());
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
                answer.complete(true);
            } else if (!answer.isDone()) {
                loop.lookSoon(this);
            }
        } catch (RuntimeException failure) {
            answer.completeExceptionally(failure);
        }
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
                entries.add(lean(TaskDump.Entry.of(task, List.of())));
                told.add(task);
            }
            if (next % LOOKS == 0 && System.nanoTime() - begin > SLICE) {
                return next == all.size();
            }
        }
        return true;
    }

    /// The less of a dump is alive, the shorter are the collector's pauses, which keep the loop for
    /// longer than all that is done here: so tasks that wait for the same share one text from the
    /// beginning on, those that came to wait one after the other share the time, and those at the
    /// same place one stack. For that, too, each entry makes way for the whole one at once.
    private TaskDump.Entry lean(TaskDump.Entry entry) {
        String text = entry.waitsFor();
        latest = entry.waited().equals(latest) ? latest : entry.waited();
        return entry.with(text == null ? null : shared(text), latest, entry.stack());
    }

    private void addStacks() {
        for (int i = 0; i < told.size(); i++) {
            TaskDump.Entry bare = entries.get(i);
            List<StackTraceElement> stack = shared(List.copyOf(told.get(i).stack()));
            entries.set(i, bare.with(bare.waitsFor(), bare.waited(), stack));
        }
    }

    @SuppressWarnings("unchecked") // what is equal is of the same kind
    private <T> T shared(T one) {
        Object same = known.putIfAbsent(one, one);
        return same == null ? one : (T) same;
    }
}
