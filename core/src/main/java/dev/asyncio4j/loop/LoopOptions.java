// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jspecify.annotations.Nullable;

/// What a loop is made of. Immutable; each `with` returns a changed copy.
///
/// @param clock the loop's idea of time
/// @param poller how it waits
/// @param debug whether it begins in debug mode; the default is whether the environment variable
///     `ASYNCIO4J_DEBUG` is set to something other than `0` or the empty text
/// @param choices decides what asyncio leaves open; null (the default): first in, first out
public record LoopOptions(
        @Nullable Clock clock, @Nullable Poller poller, boolean debug, @Nullable Choices choices) {

    /// What `new_event_loop()` gives: the machine's clock, a poller that parks.
    public static LoopOptions defaults() {
        return new LoopOptions(null, null, debugWished(System.getenv("ASYNCIO4J_DEBUG")), null);
    }

    /// The same with another clock.
    public LoopOptions withClock(Clock newClock) {
        return new LoopOptions(newClock, poller, debug, choices);
    }

    /// The same with another poller. A poller serves one loop.
    public LoopOptions withPoller(Poller newPoller) {
        return new LoopOptions(clock, newPoller, debug, choices);
    }

    /// The same, beginning in debug mode or not.
    public LoopOptions withDebug(boolean newDebug) {
        return new LoopOptions(clock, poller, newDebug, choices);
    }

    /// The same with an oracle.
    public LoopOptions withChoices(Choices newChoices) {
        return new LoopOptions(clock, poller, debug, newChoices);
    }

    Clock clockOrDefault() {
        return clock == null ? Clock.monotonic() : clock;
    }

    Poller pollerOrDefault() {
        return poller == null ? Poller.parking() : poller;
    }

    private static boolean debugWished(@Nullable String value) {
        return value != null && !value.isEmpty() && !value.equals("0");
    }
}
