// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.CancelReason;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.inspect.Histogram;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.Ready;
import dev.asyncio4j.testing.VirtualTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// Notes what a loop does, while a page is open: the steps of its tasks, how long its turns take,
/// its faults.
///
/// **Cost.** A loop takes up to five million steps a second, and a page shows a few hundred. So
/// each picture grants so many notes and no more; when they are used up, steps are only counted
/// until the next picture: what that takes does not grow with the load.
///
/// **Thread** loop, but for what says otherwise.
final class Recorder implements Instrument {

    private static final int STEPS = 400; // notes a picture
    private static final int TURNS = 200;
    private static final int FAULTS = 50; // that nobody has taken yet

    // set once
    private final EventLoop loop;
    private final Gate gate;
    private final boolean isVirtual;
    final Numbers numbers = new Numbers();

    // loop only
    private int granted;
    private int stepsLeft = STEPS;
    private int turnsLeft = TURNS;
    private long stepBegan = -1;
    private long turnBegan = -1;
    private long heldBefore;

    // loop, and read by any thread as a hint
    long stepCount;
    long taskSteps;
    long longestTurn; // since the last grant
    long skipped; // steps that were only counted
    final Histogram turns = new Histogram();

    // any thread
    private final AtomicInteger grant = new AtomicInteger(1);
    private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();

    Recorder(EventLoop loop, Gate gate) {
        this.loop = loop;
        this.gate = gate;
        this.isVirtual = loop.options().clock() instanceof VirtualTime;
    }

    boolean isVirtual() {
        return isVirtual;
    }

    // ---- for the board's thread

    /// Gives what was noted, and grants as much again.
    List<Step> take() {
        List<Step> taken = new ArrayList<>();
        for (Step next = steps.poll(); next != null; next = steps.poll()) {
            taken.add(next);
        }
        grant.incrementAndGet();
        return taken;
    }

    /// Gives the faults that nobody has taken yet.
    List<String> takeFaults() {
        List<String> taken = new ArrayList<>();
        for (String next = faults.poll(); next != null; next = faults.poll()) {
            taken.add(next);
        }
        return taken;
    }

    // ---- for the loop

    /// The short way, when the notes are used up and nobody holds the loop.
    @Override
    public void around(Ready step) {
        if (stepsLeft > 0 || granted != grant.get() || !gate.isOpen()) {
            Instrument.super.around(step);
            return;
        }
        step.step();
        stepCount++;
        if (step instanceof Task<?> task) {
            taskSteps++;
            skipped++;
            if (task.isDone()) {
                ended(task);
            }
        }
    }

    @Override
    public void beforeStep(Ready step) {
        boolean isTask = step instanceof Task;
        if (isTask) {
            gate.beforeStep();
        }
        int latest = grant.get();
        if (granted != latest) {
            granted = latest;
            stepsLeft = STEPS;
            turnsLeft = TURNS;
            longestTurn = 0;
        }
        stepBegan = isTask && stepsLeft > 0 ? loop.nanos() : -1;
    }

    @Override
    public void afterStep(Ready step) {
        stepCount++;
        if (!(step instanceof Task<?> task)) {
            return;
        }
        taskSteps++;
        if (stepBegan >= 0 && !isOurs(task)) {
            stepsLeft--;
            long now = loop.nanos();
            steps.add(note(task, stepBegan, now));
            numbers.note(task, now);
        } else {
            skipped++;
        }
        if (task.isDone()) {
            ended(task);
        }
    }

    private void ended(Task<?> task) {
        numbers.forget(task);
        if (hasSwallowed(task)) {
            fault(
                    "Task '"
                            + task.name()
                            + "' swallowed a cancellation: it was asked to stop by "
                            + task.cancelReason()
                            + ", and returned as if nothing had been");
        }
    }

    /// What the runner does when the program is over tells nobody anything.
    private static boolean isOurs(Task<?> task) {
        Coroutine<?> code = task.coroutine();
        return code != null && code.name().startsWith("shutdown_");
    }

    private Step note(Task<?> task, long begin, long end) {
        Coroutine<?> code = task.coroutine();
        Future<?> awaited = task.waitingOn();
        Step.After after = after(task, awaited);
        String what =
                switch (after) {
                    case WAITS -> awaited == null ? null : what(awaited);
                    case FAILED -> kind(task.peekFailure());
                    default -> null;
                };
        return new Step(
                numbers.of(task),
                task.name(),
                code == null ? null : code.name(),
                begin,
                end,
                after,
                what);
    }

    /// Of a failure the page is told the class alone: its message may have anything in it, what a
    /// user typed, or a password in an address.
    private static @Nullable String kind(@Nullable Throwable failure) {
        return failure == null ? null : failure.getClass().getName();
    }

    private static Step.After after(Task<?> task, @Nullable Future<?> awaited) {
        if (!task.isDone()) {
            return awaited == null || awaited.isDone() ? Step.After.READY : Step.After.WAITS;
        } else if (task.isCancelled()) {
            return Step.After.CANCELLED;
        }
        return task.peekFailure() != null ? Step.After.FAILED : Step.After.RETURNED;
    }

    /// What is waited for, as the end of a sentence.
    static String what(Future<?> awaited) {
        if (awaited instanceof Task<?> task) {
            return "task '" + task.name() + "'";
        }
        WaitPoint point = awaited.waitPoint();
        return point == null ? "a future" : point.what();
    }

    private static boolean hasSwallowed(Task<?> task) {
        CancelReason reason = task.cancelReason();
        return reason != null
                && task.cancelling() > 0
                && !task.isStopping()
                && !task.isCancelled()
                && task.peekFailure() == null;
    }

    @Override
    public void faultReported(Fault fault) {
        Throwable cause = fault.exception();
        String text = String.valueOf(fault.message());
        if (!text.equals("Task swallowed a cancellation")) { // which is told above, in any mode
            fault(cause == null ? text : text + ": " + kind(cause));
        }
    }

    private void fault(String text) {
        if (faults.size() < FAULTS) {
            faults.add(text);
        }
    }

    @Override
    public void beforePoll(long timeoutNanos) {
        if (turnBegan >= 0) {
            long took = System.nanoTime() - turnBegan - (gate.heldNanos() - heldBefore);
            turns.add(took);
            longestTurn = Math.max(longestTurn, took);
        }
        gate.beforePoll(timeoutNanos, isVirtual);
    }

    @Override
    public void afterPoll(long timeoutNanos) {
        gate.afterPoll();
        turnBegan = turnsLeft-- > 0 ? System.nanoTime() : -1;
        heldBefore = gate.heldNanos();
    }
}
