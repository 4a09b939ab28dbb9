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
/// @param strict whether the exception handler is also told of what asyncio lets pass; no by
/// default.
///     (1) A task swallowed a cancellation: it was cancelled, and ended with a result although
/// nobody
///     had taken the request back by `uncancel`; one that was asked to `stop` may. The fault's keys
///     are `task` and `cancel_reason`. (2) A coroutine was never awaited, as in debug mode, but
///     without the place where it was made, which costs a microsecond. The fault's key is
///     `coroutine`, its name.
public record LoopOptions(
        @Nullable Clock clock,
        @Nullable Poller poller,
        boolean debug,
        @Nullable Choices choices,
        boolean strict) {

    /// What `new_event_loop()` gives: the machine's clock, a poller that parks.
    public static LoopOptions defaults() {
        return new LoopOptions(
                null, null, debugWished(System.getenv("ASYNCIO4J_DEBUG")), null, false);
    }

    /// The same with another clock.
    public LoopOptions withClock(Clock newClock) {
        return new LoopOptions(newClock, poller, debug, choices, strict);
    }

    /// The same with another poller. A poller serves one loop.
    public LoopOptions withPoller(Poller newPoller) {
        return new LoopOptions(clock, newPoller, debug, choices, strict);
    }

    /// The same, beginning in debug mode or not.
    public LoopOptions withDebug(boolean newDebug) {
        return new LoopOptions(clock, poller, newDebug, choices, strict);
    }

    /// The same with an oracle.
    public LoopOptions withChoices(Choices newChoices) {
        return new LoopOptions(clock, poller, debug, newChoices, strict);
    }

    /// The same, in strict mode or not.
    public LoopOptions withStrict(boolean newStrict) {
        return new LoopOptions(clock, poller, debug, choices, newStrict);
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
