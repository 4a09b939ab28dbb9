// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.LoopObserver;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/// What looks at every program that uses this library, without being asked: the watchdog.
///
/// A service, made by `ServiceLoader`; not for programs.
public final class Inspector implements LoopObserver {

    private final Watchdog watchdog = new Watchdog(System::nanoTime, Inspector::report);

    /// Called by `ServiceLoader`.
    public Inspector() {}

    @Override
    public Duration look(List<LoopCore> running) {
        return watchdog.look(running);
    }

    private static void report(Stall stall) {
        System.getLogger("asyncio").log(Level.WARNING, stall::text);
    }
}
