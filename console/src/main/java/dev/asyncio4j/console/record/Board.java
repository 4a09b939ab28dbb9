// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Ready;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Pictures of one loop, taken from another thread: also while the loop is held, and while it
/// stands still.
///
/// **Thread** the board's own, unless marked.
public final class Board {

    private static final long PATIENCE = 40; // milliseconds
    private static final long STALL = 250_000_000L; // nanoseconds
    private static final long LONGEST_PERIOD = 2_000;
    private static final int BUSY = 25; // steps of tasks in a picture

    /// What the page is told at one moment.
    ///
    /// @param json the loop, its tasks and places, as text
    /// @param steps what happened since the picture before
    public record Picture(String json, List<Step> steps) {}

    // set once
    private final EventLoop loop;
    private final Gate gate;
    private final Sources sources;
    private final Recorder recorder;

    private final Stacks stacks = new Stacks();
    private final Warnings warnings = new Warnings();
    private final Rates rates = new Rates();
    private @Nullable Look pending;
    private Snapshot last = Snapshot.NONE;
    private final long[] spent = new long[4]; // by the latest looks, in nanoseconds
    private int looks;
    private long seenTaskSteps;
    private long seenTurns = -1;
    private @Nullable Ready seenStep;
    private long seenSince;
    private boolean isWatching;
    private boolean isEnded;
    private boolean isBusy;

    /// A board of `loop`, which pays nothing before [#watch()]. **Thread** the loop's, or any.
    public Board(EventLoop loop, Gate gate, Sources sources) {
        this.loop = loop;
        this.gate = gate;
        this.sources = sources;
        this.recorder = new Recorder(loop, gate);
        new Look(loop, new Numbers(), false).run(); // loads its classes before it matters
    }

    /// Whose board it is.
    public EventLoop loop() {
        return loop;
    }

    /// What holds the loop.
    public Gate gate() {
        return gate;
    }

    /// Begins to note what the loop does. **Thread** the board's; or the loop's, before there is
    /// such a thread.
    public void watch() {
        if (!isWatching) {
            isWatching = true;
            onLoop(() -> loop.addInstrument(recorder));
        }
    }

    /// Lets the loop be: it pays nothing any more.
    public void unwatch() {
        if (isWatching) {
            isWatching = false;
            onLoop(() -> loop.removeInstrument(recorder));
            pending = null;
        }
    }

    private void onLoop(Runnable change) {
        if (EventLoop.current() == loop || !loop.isRunning()) {
            change.run();
        } else {
            loop.lookSoon(change);
        }
    }

    /// How long to wait for the next picture, so that a busy loop spends at most a hundredth of
    /// its time on them.
    public Duration period() {
        long usual = Arrays.stream(spent).min().orElse(0); // the first ones load classes
        return Duration.ofMillis(isBusy ? Math.clamp(usual / 10_000, 100, LONGEST_PERIOD) : 100);
    }

    /// Takes a picture. Blocks for some milliseconds.
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public Picture picture() throws InterruptedException {
        isEnded = false;
        boolean fresh = look();
        long now = System.nanoTime();
        List<StackTraceElement> culprit = watchForStall(now, fresh);
        warnings.faults(recorder.takeFaults());
        warnings.silence(fresh && !gate.isHolding() ? last.deadlock() : null, now);
        List<Step> steps = recorder.take();
        rates.note(now, loop.beat().turns(), recorder.stepCount);
        stacks.begin(last.cards());
        return new Picture(text(culprit), steps);
    }

    /// A last picture, of a loop that has ended or is about to. **Thread** the board's or the
    /// loop's.
    public Picture lastPicture() {
        Look look = new Look(loop, recorder.numbers, false);
        look.run();
        last = look.answer().getNow(last);
        warnings.moves();
        warnings.faults(recorder.takeFaults());
        isEnded = true;
        return new Picture(text(List.of()), recorder.take());
    }

    private String text(List<StackTraceElement> culprit) {
        long taken = recorder.taskSteps;
        isBusy = last.ready() > 0 || taken - seenTaskSteps > BUSY;
        seenTaskSteps = taken;
        return new PictureText(loop, gate, recorder, last, warnings, rates, stacks, sources)
                .write(
                        isEnded,
                        isBusy,
                        culprit.isEmpty() ? 0 : System.nanoTime() - seenSince,
                        culprit);
    }

    /// Whether there is a new snapshot.
    private boolean look() throws InterruptedException {
        Look look = pending;
        if (look == null || (gate.isHolding() && !look.answer().isDone())) {
            boolean held = gate.isHolding();
            look = new Look(loop, recorder.numbers, !held);
            if (held) {
                gate.ask(look);
            } else if (!loop.isRunning() || !loop.lookSoon(look)) {
                return false;
            }
        }
        pending = look;
        try {
            last = look.answer().get(PATIENCE, TimeUnit.MILLISECONDS);
            spent[looks++ % spent.length] = look.spent();
            pending = null;
            return true;
        } catch (TimeoutException busy) {
            return false;
        } catch (ExecutionException failed) {
            pending = null;
            throw new IllegalStateException("the whiteboard cannot be read", failed.getCause());
        }
    }

    /// Where the code is that keeps the loop; empty if nobody does.
    private List<StackTraceElement> watchForStall(long now, boolean fresh) {
        Ready step = loop.runningStep();
        long turns = loop.beat().turns();
        boolean stands =
                !fresh
                        && step != null
                        && step == seenStep
                        && turns == seenTurns
                        && !loop.isAsleep()
                        && !gate.isHolding();
        if (!stands || step == null) {
            seenStep = step;
            seenTurns = turns;
            seenSince = now;
            warnings.moves();
            return List.of();
        }
        if (now - seenSince < STALL) {
            return List.of();
        }
        List<StackTraceElement> stack = stackOf(step);
        String who = step instanceof Task<?> task ? "Task '" + task.name() + "'" : "A callback";
        warnings.stands(who, Duration.ofNanos(now - seenSince), stack);
        return stack;
    }

    private List<StackTraceElement> stackOf(Ready step) {
        if (step instanceof Task<?> task) {
            return Stacks.now(task);
        }
        Thread thread = loop.thread();
        return thread == null
                ? new ArrayList<>()
                : Arrays.stream(thread.getStackTrace())
                        .takeWhile(frame -> !frame.getClassName().startsWith("dev.asyncio4j.loop."))
                        .toList();
    }
}
