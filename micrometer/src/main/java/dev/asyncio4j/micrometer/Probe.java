// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Fault;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.Ready;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Counts and times what a loop does. One thread writes plain fields, others read them as
/// Micrometer asks: a late value is right the next time. Only turns go through a `Timer`, which
/// costs as much as a small step; steps are summed here.
final class Probe implements Instrument {

    // set once
    private final EventLoop loop;
    private final LongSupplier clock;
    private final List<Timer> lags = new CopyOnWriteArrayList<>();

    // loop only; others read
    private long steps;
    private long stepNanos;
    private long stepBegan; // 0 while none runs
    private long turnBegan;
    private long stalls;
    private long created;
    private long cancelled;
    private long faults;

    Probe(EventLoop loop, LongSupplier clock) {
        this.loop = loop;
        this.clock = clock;
    }

    /// Tells this timer each turn, too. **Thread** any.
    void add(Timer lag) {
        lags.add(lag);
    }

    void remove(Timer lag) {
        lags.remove(lag);
    }

    // ---- on the loop

    @Override
    public void beforeStep(Ready step) {
        stepBegan = now();
    }

    @Override
    public void afterStep(Ready step) {
        long began = stepBegan;
        if (began == 0) { // the step that began to measure
            return;
        }
        long took = now() - began;
        stepBegan = 0;
        steps++;
        stepNanos += took;
        if (took >= loop.beat().stallLimit().toNanos()) {
            stalls++;
        }
    }

    @Override
    public void beforePoll(long timeoutNanos) {
        if (turnBegan != 0) {
            long took = now() - turnBegan;
            for (Timer each : lags) {
                each.record(took, TimeUnit.NANOSECONDS);
            }
        }
    }

    @Override
    public void afterPoll(long timeoutNanos) {
        turnBegan = now();
    }

    @Override
    public void taskCreated(Ready task) {
        created++;
    }

    @Override
    public void cancelRequested(Ready task, Object reason) {
        cancelled++;
    }

    @Override
    public void faultReported(Fault fault) {
        faults++;
    }

    private long now() {
        return clock.getAsLong() | 1; // never 0
    }

    // ---- on any thread

    long steps() {
        return steps;
    }

    double stepNanos() {
        return stepNanos;
    }

    /// For how long the present step has run.
    double runningNanos() {
        long began = stepBegan;
        return began == 0 ? 0 : Math.max(0, now() - began);
    }

    long stalls() {
        return stalls;
    }

    long created() {
        return created;
    }

    long cancelled() {
        return cancelled;
    }

    long faults() {
        return faults;
    }

    double turns() {
        return loop.beat().turns();
    }
}
