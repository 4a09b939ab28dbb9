// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.loop.Beat;
import dev.asyncio4j.loop.Poller;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Where the page stops a loop, for teaching: before a task's step, or, in virtual time, before
/// time jumps.
///
/// **Idea.** The loop's thread comes by here before each step of a task. If the page has asked it
/// to, it waits here; meanwhile it looks at the whiteboard whenever the page wants a picture, for
/// nobody else may. A loop that nobody holds pays one read of a field for it.
///
/// Under the machine's clock time goes on while the loop is held, and timers that are due meanwhile
/// fire late. Under virtual time it stands still; and as that would jump from one timer to the next
/// faster than anybody can look, it passes here as fast as the page wishes.
public final class Gate {

    private static final long SLICE = 20_000_000L; // nanoseconds of waiting at a time

    /// How the loop runs.
    public enum Mode {
        /// As fast as it can.
        RUN,
        /// With a pause before each step of a task.
        SLOW,
        /// Not at all, but for the steps and turns that are asked for.
        PAUSE
    }

    // set once
    private final BooleanSupplier hasLetters;
    private final Beat beat;

    // loop only
    private long heldNanos; // ever

    // any thread
    private volatile boolean isUnseen; // nobody has looked yet
    private volatile Mode mode = Mode.RUN;
    private volatile long delayNanos = 800_000_000L;
    private volatile double speed = 1; // of virtual time
    private volatile boolean wholeTurn; // until its end
    private volatile int signals; // that had come when the page last said how it runs
    private final AtomicInteger steps = new AtomicInteger(); // asked for
    private final AtomicReference<@Nullable Runnable> request = new AtomicReference<>();

    // written by the loop, read by any thread
    private volatile @Nullable Thread held;
    private volatile long passed; // of virtual time, that the loop's clock does not tell yet

    /// An open one.
    /// @param beat the loop's
    /// @param hasLetters whether other threads want something of the loop
    public Gate(Beat beat, BooleanSupplier hasLetters) {
        this.beat = beat;
        this.hasLetters = hasLetters;
        this.signals = beat.signals();
    }

    // ---- the page's side: any thread

    /// How the loop runs.
    public Mode mode() {
        return mode;
    }

    /// Lets it run so from now on.
    public void set(Mode newMode) {
        steps.set(0);
        wholeTurn = false;
        signals = beat.signals();
        mode = newMode;
        wake();
    }

    /// Holds the loop until somebody looks and lets it go; or until another thread wants something
    /// of it.
    public void holdUnseen() {
        isUnseen = true;
        set(Mode.PAUSE);
    }

    /// Somebody looks.
    public void seen() {
        isUnseen = false;
    }

    /// Lets a paused loop take one step of one task.
    public void step() {
        mode = Mode.PAUSE;
        steps.incrementAndGet();
        wake();
    }

    /// Lets a paused loop go on to the end of this turn, or if it is there, take the next.
    public void turn() {
        mode = Mode.PAUSE;
        wholeTurn = true;
        wake();
    }

    /// How long a slow loop waits before each step.
    public long delayNanos() {
        return delayNanos;
    }

    /// Sets how long that is.
    public void setDelay(long nanos) {
        delayNanos = nanos;
        wake();
    }

    /// How many virtual seconds pass in a second; infinity if time jumps.
    public double speed() {
        return speed;
    }

    /// Sets how fast virtual time passes.
    public void setSpeed(double virtualSecondsInASecond) {
        speed = virtualSecondsInASecond;
        wake();
    }

    /// Whether the loop waits here now.
    public boolean isHolding() {
        return held != null;
    }

    /// The virtual time that has passed since the loop's clock was moved last.
    long passed() {
        return passed;
    }

    /// Lets the loop, which waits here, run `look`.
    void ask(Runnable look) {
        request.set(look);
        wake();
    }

    private void wake() {
        LockSupport.unpark(held);
    }

    // ---- the loop's side

    /// Whether tasks may step as they like.
    boolean isOpen() {
        return mode == Mode.RUN;
    }

    /// A task's step comes next.
    void beforeStep() {
        if (mode == Mode.RUN) {
            return;
        }
        long begin = System.nanoTime();
        while ((mode == Mode.SLOW && System.nanoTime() - begin < delayNanos)
                || (mode == Mode.PAUSE && !mayStep())) {
            hold(SLICE);
        }
        letGo(begin);
    }

    /// How long the loop was held so far, in nanoseconds.
    long heldNanos() {
        return heldNanos;
    }

    private void letGo(long since) {
        if (held != null) {
            held = null;
            beat.setHeld(false);
            heldNanos += System.nanoTime() - since;
        }
    }

    private boolean mayStep() {
        return wholeTurn || steps.getAndUpdate(n -> Math.max(0, n - 1)) > 0;
    }

    /// The loop is about to look for I/O, or to wait for it.
    void beforePoll(long timeoutNanos, boolean isVirtual) {
        wholeTurn = false;
        if (!isVirtual || timeoutNanos <= 0 || timeoutNanos == Poller.FOREVER) {
            return;
        }
        double left = timeoutNanos;
        long begin = System.nanoTime();
        long last = begin;
        while (left > 0 && speed < Double.POSITIVE_INFINITY && steps.get() == 0 && !wholeTurn) {
            hold((long) Math.clamp(left / speed, 100_000, SLICE));
            long now = System.nanoTime();
            left -= mode == Mode.PAUSE ? 0 : (now - last) * speed;
            passed = (long) (timeoutNanos - Math.max(0, left));
            last = now;
        }
        letGo(begin);
    }

    void afterPoll() {
        passed = 0;
    }

    /// Waits a little, and looks if somebody asks for it. An interrupt, or a signal such as Ctrl-C,
    /// is for the program, which is let go for it: who wants to end it must not need the page.
    private void hold(long nanos) {
        held = Thread.currentThread();
        beat.setHeld(true);
        Runnable look = request.getAndSet(null);
        if (look == null) {
            LockSupport.parkNanos(this, nanos);
            look = request.getAndSet(null);
        }
        if (look != null) {
            look.run();
        }
        if (isUnseen && hasLetters.getAsBoolean()) {
            set(Mode.RUN);
        }
        boolean isInterrupted = Thread.interrupted();
        if (isInterrupted || signals != beat.signals()) {
            speed = Double.POSITIVE_INFINITY;
            set(Mode.RUN);
        }
        if (isInterrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
