// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.Instrument;
import dev.asyncio4j.loop.Ready;
import java.util.function.LongSupplier;

/// Measures a loop while it is open: how long its steps take, and how long what becomes ready may
/// have to wait.
///
/// ```java
/// try (var meter = LoopMeter.of(getRunningLoop())) {
///     await(work());
///     System.out.println(meter.steps());
/// }
/// ```
///
/// A loop that nobody measures pays nothing; one that is measured pays a look at the clock before
/// and after each step. **Thread** loop; the histograms may be read anywhere.
public final class LoopMeter implements AutoCloseable {

    private final EventLoop loop;
    private final Watch watch;

    private LoopMeter(EventLoop loop, LongSupplier clock) {
        this.loop = loop;
        this.watch = new Watch(clock);
    }

    /// Begins to measure `loop`. **Suspends** never.
    public static LoopMeter of(EventLoop loop) {
        return of(loop, System::nanoTime);
    }

    static LoopMeter of(EventLoop loop, LongSupplier clock) {
        LoopMeter meter = new LoopMeter(loop, clock);
        loop.addInstrument(meter.watch);
        return meter;
    }

    /// How long the callbacks and the steps of tasks took.
    public Histogram steps() {
        return watch.steps;
    }

    /// How long the turns took, from one look at I/O and timers to the next: what becomes ready
    /// meanwhile waits for up to that long. It is what others call the lag of a loop.
    public Histogram lags() {
        return watch.lags;
    }

    /// Ends measuring. Idempotent.
    @Override
    public void close() {
        loop.removeInstrument(watch);
    }

    private static final class Watch implements Instrument {
        final LongSupplier clock;
        final Histogram steps = new Histogram();
        final Histogram lags = new Histogram();
        long stepBegan = -1;
        long turnBegan = -1;

        Watch(LongSupplier clock) {
            this.clock = clock;
        }

        @Override
        public void beforeStep(Ready step) {
            stepBegan = clock.getAsLong();
        }

        @Override
        public void afterStep(Ready step) {
            if (stepBegan >= 0) { // not the step that began to measure
                steps.add(clock.getAsLong() - stepBegan);
            }
        }

        @Override
        public void beforePoll(long timeoutNanos) {
            if (turnBegan >= 0) {
                lags.add(clock.getAsLong() - turnBegan);
            }
        }

        @Override
        public void afterPoll(long timeoutNanos) {
            turnBegan = clock.getAsLong();
        }
    }
}
