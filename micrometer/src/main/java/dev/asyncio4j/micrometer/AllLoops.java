// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.micrometer;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.RunningLoops;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/// The metrics of all loops of this JVM: [LoopMetrics] for each loop that runs, bound when it is
/// found and closed when the loop is.
///
/// Loops are looked for once a second, so one that lives shorter may be missed. The tag `loop` is
/// the name of the loop's thread; if two loops would have the same, the later gets a number.
/// **Thread** any.
public final class AllLoops implements MeterBinder, AutoCloseable {

    // guarded by this
    private final List<MeterRegistry> registries = new ArrayList<>();
    private final Map<String, LoopMetrics> loops = new HashMap<>();

    AllLoops() {}

    /// Begins to measure all loops, for this registry; others may be bound as well.
    @Override
    public void bindTo(MeterRegistry registry) {
        synchronized (this) {
            registries.add(registry);
            loops.values().forEach(each -> each.bindTo(registry));
            look(RunningLoops.list());
        }
        LoopFinder.begin(this);
    }

    /// Binds the loops that are new, and forgets those that are closed.
    synchronized void look(List<LoopCore> running) {
        if (registries.isEmpty()) {
            return;
        }
        for (Iterator<LoopMetrics> known = loops.values().iterator(); known.hasNext(); ) {
            LoopMetrics each = known.next();
            if (each.loop().isClosed()) {
                each.close();
                known.remove();
            }
        }
        for (LoopCore core : running) {
            if (core instanceof EventLoop loop && !isKnown(loop) && !loop.isClosed()) {
                String name = nameOf(loop);
                LoopMetrics metrics = LoopMetrics.of(loop, name);
                loops.put(name, metrics);
                registries.forEach(metrics::bindTo);
            }
        }
    }

    private boolean isKnown(EventLoop loop) {
        return loops.values().stream().anyMatch(each -> each.loop() == loop);
    }

    private String nameOf(EventLoop loop) {
        Thread thread = loop.thread();
        String wanted = thread == null || thread.getName().isEmpty() ? "loop" : thread.getName();
        String name = wanted;
        for (int i = 2; loops.containsKey(name); i++) {
            name = wanted + "-" + i;
        }
        return name;
    }

    /// Ends measuring, and takes the meters out of their registries. Idempotent.
    @Override
    public void close() {
        LoopFinder.end(this);
        synchronized (this) {
            registries.clear();
            loops.values().forEach(LoopMetrics::close);
            loops.clear();
        }
    }

    /// `<AllLoops of 2>`.
    @Override
    public synchronized String toString() {
        return "<AllLoops of " + loops.size() + ">";
    }
}
