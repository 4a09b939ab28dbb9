// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// The loop's pulse: how many turns it has taken, and roughly when the last one began.
///
/// Telling the time costs as much as a tenth of a switch, so a loop that never rests and has no
/// timers only looks at the clock now and then. Plain fields, although the watchdog reads them from
/// its own thread: it samples, and a late value only makes it look again. **Thread** loop; on
/// others
/// a hint.
public final class Beat {

    private static final int LOOK = 255; // turns between two looks, as a mask

    // loop only, and read by the watchdog
    private long turns;
    private int stamp;
    private long cancels;

    // any thread; whoever reads it late only reports late
    private long stallNanos = 1_000_000_000L;
    private boolean held;
    private final AtomicInteger signals = new AtomicInteger();

    Beat() {}

    /// Counts a turn; gives the time, or 0 if it did not look.
    long next(Clock clock, boolean look) {
        turns++;
        if (look || (turns & LOOK) == 0) {
            long now = clock.nanos();
            stamp = stampOf(now);
            return now;
        }
        return 0;
    }

    /// How many turns there were.
    public long turns() {
        return turns;
    }

    /// How many tasks were asked to cancel. **Thread** as [#turns()].
    public long cancels() {
        return cancels;
    }

    /// Counts one more. **Thread** loop.
    public void countCancel() {
        cancels++;
    }

    /// When this turn began, or one not long ago, in units of 2^20 ns (about a millisecond), which
    /// wrap round after 52 days.
    public int stamp() {
        return stamp;
    }

    /// The stamp of a time.
    public static int stampOf(long nanos) {
        return (int) (nanos >> 20);
    }

    /// The nanoseconds between a stamp and a time, at least 0.
    public static long nanosSince(int stamp, long nowNanos) {
        return Math.max(0L, stampOf(nowNanos) - stamp) << 20;
    }

    /// Whether an instrument holds the loop on purpose, for somebody to look at: that is no stall.
    public boolean isHeld() {
        return held;
    }

    /// Says so, or takes it back. **Thread** loop.
    public void setHeld(boolean isHeld) {
        held = isHeld;
    }

    /// How many signals of the process, Ctrl-C for one, the loop was to be told of. An instrument
    /// that holds the loop lets it go when there is one more. **Thread** any.
    public int signals() {
        return signals.get();
    }

    /// Counts one, whose letter is posted already. **Thread** any.
    public void countSignal() {
        signals.incrementAndGet();
    }

    /// How long one step may keep the loop before the watchdog reports it; 1 s at first.
    /// Debug mode has a limit of its own, `slowCallbackDuration`, and tells afterwards, as asyncio
    /// does.
    public Duration stallLimit() {
        return Duration.ofNanos(stallNanos);
    }

    /// Sets how long one step may keep the loop before the watchdog reports it.
    /// @throws IllegalArgumentException if it is not positive
    public void setStallLimit(Duration limit) {
        if (!limit.isPositive()) {
            throw new IllegalArgumentException("limit: " + limit + " (expected: > 0)");
        }
        stallNanos = Seconds.toNanos(limit);
    }
}
