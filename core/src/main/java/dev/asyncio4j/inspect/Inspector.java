// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import jdk.jfr.FlightRecorder;

/// What looks at every program that uses this library, without being asked: the watchdog, who
/// lingers though cancelled, the events of Java Flight Recorder, and the socket by which the
/// program
/// can be looked at.
///
/// A service, made by `ServiceLoader`; not for programs.
public final class Inspector implements LoopObserver {

    private final Watchdog watchdog =
            new Watchdog(System::nanoTime, Inspector::report, new Flights());

    private final FlightWatch flights = new FlightWatch();
    private final Lingering lingering = new Lingering(System::nanoTime, Inspector::warn);
    private boolean isOpen; // or has been tried

    /// Called by `ServiceLoader`.
    public Inspector() {}

    @Override
    public Duration look(List<LoopCore> running) {
        if (!isOpen) {
            isOpen = true;
            InspectionSocket.open(); // serves on a thread of its own from now on
        }
        Duration pause = watchdog.look(running);
        lingering.look(running); // which the pause of the watchdog suits
        Duration other = flights.look(running);
        return other.compareTo(pause) < 0 ? other : pause;
    }

    private static void report(Stall stall) {
        warn(stall.text());
    }

    private static void warn(String text) {
        System.getLogger("asyncio").log(Level.WARNING, text);
    }

    /// Recordings want each stall.
    private static final class Flights implements Watchdog.Listener {
        @Override
        public boolean listens() {
            return FlightRecorder.isAvailable()
                    && FlightRecorder.isInitialized()
                    && FlightInstrument.wantsStalls();
        }

        @Override
        public void hear(Stall stall) {
            FlightInstrument.write(stall);
        }
    }
}
