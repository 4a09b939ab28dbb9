// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Asks a running loop for its tasks without keeping it: in slices of a millisecond, one a
/// turn. The stacks, which take most of the time, are not taken by the loop at all, but by who
/// asks, when the loop has told the rest; so a stack may be a little younger than what is said of
/// its task.
final class Census implements Runnable {

    private static final long SLICE = 1_000_000; // nanoseconds of the loop's time
    private static final int LOOKS = 4; // tasks between two looks at the clock
    private static final long WORK = 500_000; // nanoseconds of stacks without a rest
    private static final long REST = 200_000;

    // set once
    private final EventLoop loop;
    private final int limit;
    private final CompletableFuture<Boolean> answer = new CompletableFuture<>();

    // loop only
    private @Nullable List<Task<?>> tasks;
    private int next;

    private final Notes notes = new Notes(false); // the loop's, then who asks

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
        Notes taken = notes(patience, stacks);
        return taken == null ? null : new TaskDump(loop.toString(), taken.entries(), List.of());
    }

    /// The same as notes, of which the entries can be made one by one.
    @Nullable Notes notes(Duration patience, boolean stacks) throws InterruptedException {
        if (!loop.lookSoon(this)) {
            return null;
        }
        try {
            answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            if (stacks) {
                addStacks();
            }
            return notes;
        } catch (TimeoutException standsStill) {
            answer.cancel(false); // it need not go on
            return null;
        } catch (ExecutionException failed) {
            throw new IllegalStateException("the dump failed", failed.getCause());
        }
    }

    /// Takes the stacks, with rests: who takes them keeps a core busy, and the compiler of a young
    /// JVM another, and the system would have the loop's thread pay for both, by 4 ms at a time.
    private void addStacks() throws InterruptedException {
        long began = System.nanoTime();
        for (Note note : notes.all()) {
            notes.addStack(note);
            if (System.nanoTime() - began > WORK) {
                TimeUnit.NANOSECONDS.sleep(REST);
                began = System.nanoTime();
            }
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
        } catch (RuntimeException | Error failure) {
            answer.completeExceptionally(failure);
        }
    }

    private boolean count(long begin) {
        List<Task<?>> all = tasks;
        if (all == null) {
            all = loop.allTasks(limit);
            tasks = all;
        }
        notes.lookAfresh();
        while (next < all.size()) {
            Task<?> task = all.get(next++);
            if (!task.isDone()) {
                notes.add(task);
            }
            if (next % LOOKS == 0 && System.nanoTime() - begin > SLICE) {
                return next == all.size();
            }
        }
        return true;
    }
}
