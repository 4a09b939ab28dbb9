// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import jdk.jfr.FlightRecorder;

/// Sees to it that loops have a [FlightInstrument] while a recording wants its events, and none
/// otherwise. As long as the program records nothing, it loads one class of the recorder.
/// **Thread**
/// the observers'.
final class FlightWatch implements LoopObserver {

    private static final Duration OFTEN = Duration.ofMillis(250);

    private final Map<LoopCore, FlightInstrument> attached = new WeakHashMap<>();

    @Override
    public Duration look(List<LoopCore> running) {
        if (isRecording()) {
            for (LoopCore loop : running) {
                attached.computeIfAbsent(loop, FlightWatch::attach);
            }
        } else if (!attached.isEmpty()) {
            attached.forEach((loop, flight) -> loop.lookSoon(() -> loop.removeInstrument(flight)));
            attached.clear();
        }
        return OFTEN;
    }

    /// Whether something is recorded that comes from a loop.
    boolean isRecording() {
        return FlightRecorder.isAvailable()
                && FlightRecorder.isInitialized()
                && FlightInstrument.isWanted();
    }

    boolean isAttachedTo(LoopCore loop) {
        return attached.containsKey(loop);
    }

    private static FlightInstrument attach(LoopCore loop) {
        FlightInstrument flight = new FlightInstrument(loop.columns());
        loop.lookSoon(() -> loop.addInstrument(flight));
        return flight;
    }
}
