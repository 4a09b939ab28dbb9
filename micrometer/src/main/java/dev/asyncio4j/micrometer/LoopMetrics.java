// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/// The metrics of one loop.
///
/// | meter | kind | what |
/// |---|---|---|
/// | `asyncio.tasks` | gauge | tasks that are not done, by `state`: `ready` or `waiting` |
/// | `asyncio.tasks.created` | counter | since this was bound |
/// | `asyncio.tasks.cancellations` | counter | requests to cancel a task |
/// | `asyncio.loop.ready` | gauge | callbacks and steps that are ready |
/// | `asyncio.loop.timers` | gauge | timers that are set |
/// | `asyncio.loop.turns` | counter | turns, since the loop was made |
/// | `asyncio.loop.lag` | timer | a turn: what becomes ready may have to wait for so long |
/// | `asyncio.loop.steps` | timer, count and sum only | the callbacks and the steps of tasks |
/// | `asyncio.loop.step.running` | time gauge | for how long the present step has run |
/// | `asyncio.loop.stalls` | counter | steps longer than the loop's stall limit |
/// | `asyncio.loop.faults` | counter | what went to the exception handler |
///
/// Each has the tag `loop`, the loop's name. Histograms and percentiles of `asyncio.loop.lag` are
/// Micrometer's to configure, by a `MeterFilter`.
///
/// A loop that is not bound pays nothing. One that is pays two looks at the clock a step, and a
/// timer's record a turn; the gauges are asked of the loop when somebody wants to know. **Thread**
/// any.
public final class LoopMetrics implements MeterBinder, AutoCloseable {

    private static final String LOOP = "asyncio.loop.";

    private static final List<Count> COUNTS =
            List.of(
                    new Count("asyncio.tasks.created", "Tasks that were created", Probe::created),
                    new Count(
                            "asyncio.tasks.cancellations",
                            "Requests to cancel a task",
                            Probe::cancelled),
                    new Count(LOOP + "turns", "Turns of the loop", Probe::turns),
                    new Count(LOOP + "stalls", "Steps longer than the stall limit", Probe::stalls),
                    new Count(
                            LOOP + "faults", "What went to the exception handler", Probe::faults));

    // set once
    private final EventLoop loop;
    private final String name;
    private final Probe probe;
    private final Look look;

    // guarded by this
    private final List<Bound> bound = new ArrayList<>();
    private boolean isClosed;

    private record Count(String meter, String text, ToDoubleFunction<Probe> value) {}

    private record Bound(MeterRegistry registry, List<Meter> meters, Timer lag) {}

    private LoopMetrics(EventLoop loop, String name, LongSupplier clock) {
        this.loop = Objects.requireNonNull(loop, "loop");
        this.name = Objects.requireNonNull(name, "name");
        this.probe = new Probe(loop, clock);
        this.look = new Look(loop);
    }

    /// The metrics of `loop`, not bound yet.
    /// @param name the value of the tag `loop`
    public static LoopMetrics of(EventLoop loop, String name) {
        return of(loop, name, System::nanoTime);
    }

    static LoopMetrics of(EventLoop loop, String name, LongSupplier clock) {
        return new LoopMetrics(loop, name, clock);
    }

    /// The metrics of all loops that run, now and later: each bears the name of its thread.
    public static AllLoops ofAll() {
        return new AllLoops();
    }

    /// Begins to measure, for this registry; others may be bound as well.
    /// @throws IllegalStateException if this is closed
    @Override
    public synchronized void bindTo(MeterRegistry registry) {
        if (isClosed) {
            throw new IllegalStateException(this + " is closed; create new ones");
        }
        Bound one = bind(registry);
        probe.add(one.lag);
        bound.add(one);
        if (bound.size() == 1) {
            onLoop(() -> loop.addInstrument(probe));
        }
    }

    private Bound bind(MeterRegistry registry) {
        Tags tags = Tags.of("loop", name);
        List<Meter> meters = new ArrayList<>();
        meters.add(tasks("ready", Look::readyTasks).tags(tags).register(registry));
        meters.add(tasks("waiting", Look::waitingTasks).tags(tags).register(registry));
        meters.add(
                Gauge.builder(LOOP + "ready", look, Look::ready)
                        .description("Callbacks and steps that are ready")
                        .tags(tags)
                        .register(registry));
        meters.add(
                Gauge.builder(LOOP + "timers", look, Look::timers)
                        .description("Timers that are set")
                        .tags(tags)
                        .register(registry));
        for (Count each : COUNTS) {
            meters.add(
                    FunctionCounter.builder(each.meter, probe, each.value)
                            .description(each.text)
                            .tags(tags)
                            .register(registry));
        }
        meters.add(
                FunctionTimer.builder(
                                LOOP + "steps",
                                probe,
                                Probe::steps,
                                Probe::stepNanos,
                                TimeUnit.NANOSECONDS)
                        .description("The callbacks and the steps of tasks")
                        .tags(tags)
                        .register(registry));
        meters.add(
                TimeGauge.builder(
                                LOOP + "step.running",
                                probe,
                                TimeUnit.NANOSECONDS,
                                Probe::runningNanos)
                        .description("For how long the present step has run")
                        .tags(tags)
                        .register(registry));
        Timer lag =
                Timer.builder(LOOP + "lag")
                        .description("How long the turns take")
                        .tags(tags)
                        .register(registry);
        meters.add(lag);
        return new Bound(registry, meters, lag);
    }

    private Gauge.Builder<Look> tasks(String state, ToDoubleFunction<Look> count) {
        return Gauge.builder("asyncio.tasks", look, count)
                .description("Tasks that are not done")
                .tag("state", state);
    }

    /// Ends measuring, and takes the meters out of their registries. Idempotent.
    @Override
    public synchronized void close() {
        isClosed = true;
        if (!bound.isEmpty()) {
            onLoop(() -> loop.removeInstrument(probe));
        }
        for (Bound each : bound) {
            probe.remove(each.lag);
            each.meters.forEach(each.registry::remove);
        }
        bound.clear();
    }

    /// Instruments come and go between steps, on the loop's thread.
    private void onLoop(Runnable change) {
        if (loop.isClosed()) {
            return;
        }
        if (loop.isRunning() && LoopCore.current() != loop) {
            loop.lookSoon(change);
        } else {
            change.run();
        }
    }

    EventLoop loop() {
        return loop;
    }

    /// `<LoopMetrics main>`.
    @Override
    public String toString() {
        return "<LoopMetrics " + name + ">";
    }
}
