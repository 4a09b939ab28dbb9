// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Columns;
import dev.asyncio4j.loop.LoopCore;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// How many tasks and timers a loop has, asked when somebody wants to know.
///
/// The loop counts them itself, in a turn of its own, for only there the numbers hold still. Who
/// asks waits for at most 50 ms, since a loop may be stuck: then the numbers of the time before
/// are told. The gauges of one scrape share one look.
final class Look {

    private static final long PATIENCE = 50; // milliseconds
    private static final long FRESH = 20_000_000; // nanoseconds
    private static final int MOST = 100_000; // what is ready beyond that is not looked through

    /// @param tasks that are not done
    /// @param readyTasks of these, that can go on
    /// @param ready callbacks and steps
    /// @param timers that are set
    record Numbers(int tasks, int readyTasks, int ready, int timers, long at) {}

    // set once
    private final EventLoop loop;

    // guarded by this
    private Numbers last = new Numbers(0, 0, 0, 0, System.nanoTime() - FRESH);

    Look(EventLoop loop) {
        this.loop = loop;
    }

    /// **Thread** any; blocks another than the loop's for a moment.
    synchronized Numbers numbers() {
        if (System.nanoTime() - last.at >= FRESH) {
            last = isHere() || !loop.isRunning() ? count() : asked();
        }
        return last;
    }

    private boolean isHere() {
        return LoopCore.current() == loop;
    }

    private Numbers asked() {
        CompletableFuture<Numbers> answer = new CompletableFuture<>();
        if (!loop.lookSoon(() -> answer.complete(count()))) {
            return new Numbers(0, 0, 0, 0, System.nanoTime()); // closed
        }
        try {
            return answer.get(PATIENCE, TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException isStuck) {
            return old();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return old();
        }
    }

    /// So that the other gauges of this scrape do not wait as long again.
    private Numbers old() {
        Numbers one = last;
        return new Numbers(one.tasks, one.readyTasks, one.ready, one.timers, System.nanoTime());
    }

    private Numbers count() {
        Columns columns = loop.columns();
        int ready = columns.readyCount();
        int readyTasks = 0;
        for (int i = 0; i < Math.min(ready, MOST); i++) {
            readyTasks += columns.ready(i) instanceof Task<?> ? 1 : 0;
        }
        int timers = columns.timerCount();
        return new Numbers(loop.taskCount(), readyTasks, ready, timers, System.nanoTime());
    }

    double readyTasks() {
        return numbers().readyTasks;
    }

    /// All others, also the one that runs.
    double waitingTasks() {
        Numbers now = numbers();
        return now.tasks - now.readyTasks;
    }

    double ready() {
        return numbers().ready;
    }

    double timers() {
        return numbers().timers;
    }
}
