// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import jdk.jfr.FlightRecorder;

/// What looks at every program that uses this library, without being asked: the watchdog, the
/// events of Java Flight Recorder, and the socket by which the program can be looked at.
///
/// A service, made by `ServiceLoader`; not for programs.
public final class Inspector implements LoopObserver {

    private final Watchdog watchdog = new Watchdog(System::nanoTime, Inspector::report);

    private final FlightWatch flights = new FlightWatch();
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
        Duration other = flights.look(running);
        return other.compareTo(pause) < 0 ? other : pause;
    }

    private static void report(Stall stall) {
        System.getLogger("asyncio").log(Level.WARNING, stall::text);
        if (FlightRecorder.isAvailable() && FlightRecorder.isInitialized()) {
            FlightInstrument.write(stall);
        }
    }
}
