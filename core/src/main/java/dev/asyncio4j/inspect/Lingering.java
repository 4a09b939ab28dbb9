// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.CancelReason;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import dev.asyncio4j.text.Quoted;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Reports tasks that were asked to cancel and go on all the same.
///
/// **Idea.** A task may clean up when it is cancelled, and may even refuse; so nothing can be said
/// of it at once. The loop counts requests to cancel, and nothing more. When there were some, it is
/// asked to look through its tasks, and again ten seconds later: who is there both times with the
/// same request is told, once, with the reason and the place where it is. A program that cancels
/// nothing pays nothing, another a walk through its tasks each ten seconds.
///
/// A request that was taken back, as a time-out's is, does not count, and an end with a result in
/// spite of one is debug mode's and strict mode's to tell.
///
/// **Thread** the observers', but for [Look], which is the loop's.
final class Lingering implements LoopObserver {

    private static final long PATIENCE = 10_000_000_000L; // nanoseconds
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int MOST = 100_000; // tasks that are looked at, the oldest
    private static final int LONGEST = 10; // tasks of one look that are told

    private final LongSupplier clock;
    private final Consumer<String> sink;
    private final Map<LoopCore, Seen> loops = new WeakHashMap<>();

    /// What was seen of a loop.
    private static final class Seen {
        long cancels;
        long last; // look
        boolean begun; // some look

        // the loop's while it looks, then the observers'
        List<Suspect> suspects = List.of();

        // shared
        final AtomicBoolean looks = new AtomicBoolean();
        final Queue<String> reports = new ConcurrentLinkedQueue<>();
    }

    /// A task that went on when it was last looked at. It is held weakly, for it has its loop.
    private record Suspect(
            WeakReference<Task<?>> task, CancelReason reason, int requests, boolean isTold) {
        /// Whether a request that was there then still is: the same, or one more.
        boolean stillHas(CancelReason last, int count) {
            return last == reason || count > requests;
        }
    }

    Lingering(LongSupplier clock, Consumer<String> sink) {
        this.clock = clock;
        this.sink = sink;
    }

    @Override
    public Duration look(List<LoopCore> running) {
        for (LoopCore each : running) {
            if (each instanceof EventLoop loop) {
                look(loop, loops.computeIfAbsent(loop, fresh -> new Seen()));
            }
        }
        return PAUSE;
    }

    private void look(EventLoop loop, Seen seen) {
        for (String report = seen.reports.poll(); report != null; report = seen.reports.poll()) {
            sink.accept(report);
        }
        if (seen.looks.get()) {
            return; // it has not come to it yet
        }
        long now = clock.getAsLong();
        long cancels = loop.beat().cancels();
        boolean isWorthIt = cancels != seen.cancels || !seen.suspects.isEmpty();
        if (isWorthIt && (!seen.begun || now - seen.last >= PATIENCE)) {
            seen.begun = true;
            seen.last = now;
            seen.cancels = cancels;
            seen.looks.set(true);
            loop.lookSoon(new Look(loop, seen));
        }
    }

    /// One look at all tasks, in slices of about a millisecond. **Thread** loop.
    private static final class Look implements Runnable {

        private static final int SLICE = 20_000; // tasks, most of which are passed by at once

        private final EventLoop loop;
        private final Seen seen;
        private final List<Task<?>> tasks = new ArrayList<>();
        private final IdentityHashMap<Task<?>, Suspect> before = new IdentityHashMap<>();
        private final List<Suspect> suspects = new ArrayList<>();
        private int next;
        private int told;

        Look(EventLoop loop, Seen seen) {
            this.loop = loop;
            this.seen = seen;
            for (Suspect each : seen.suspects) {
                Task<?> task = each.task().get();
                if (task != null) {
                    before.put(task, each);
                }
            }
        }

        @Override
        public void run() {
            if (next == 0) {
                tasks.addAll(loop.allTasks(MOST));
            }
            int end = Math.min(tasks.size(), next + SLICE);
            while (next < end) {
                look(tasks.get(next++));
            }
            if (next < tasks.size()) {
                loop.lookSoon(this);
                return;
            }
            seen.suspects = suspects;
            if (told > LONGEST) {
                seen.reports.add((told - LONGEST) + " more tasks were asked to cancel and go on");
            }
            seen.looks.set(false);
        }

        private void look(Task<?> task) {
            CancelReason reason = task.cancelReason();
            if (reason == null || task.cancelling() == 0 || task.isDone()) {
                return;
            }
            int requests = task.cancelling();
            Suspect known = before.get(task);
            if (known == null || !known.stillHas(reason, requests)) {
                suspects.add(new Suspect(new WeakReference<>(task), reason, requests, false));
                return;
            }
            suspects.add(new Suspect(known.task(), reason, requests, true));
            if (!known.isTold() && ++told <= LONGEST) {
                seen.reports.add(text(task, reason));
            }
        }
    }

    private static String text(Task<?> task, CancelReason reason) {
        Future<?> awaited = task.waitingOn();
        StringBuilder text = new StringBuilder("Task ").append(Quoted.of(task.name()));
        text.append(" was asked to cancel more than 10 s ago and goes on (").append(reason);
        text.append(')');
        if (awaited != null && !awaited.isDone()) {
            text.append("; it waits for ").append(WaitText.of(awaited));
        }
        List<StackTraceElement> stack = task.stack();
        text.append(stack.isEmpty() ? "" : "; it is here:");
        stack.forEach(frame -> text.append("\n    at ").append(frame));
        return text.toString();
    }
}
