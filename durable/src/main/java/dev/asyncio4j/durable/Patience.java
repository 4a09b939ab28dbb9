// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.sleep;

import dev.asyncio4j.Coroutine;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tries again while a broker is away, less and less often. **Thread** loop.
///
/// @param limit for how long
record Patience(Duration limit) {

    private static final double FIRST_PAUSE = 0.02;
    private static final double LONGEST_PAUSE = 1;

    /// Awaits what `operation` makes, until one of it does not fail because the broker is away.
    <R extends @Nullable Object> R until(Supplier<Coroutine<R>> operation) {
        double since = getRunningLoop().time();
        double end = since + limit.toNanos() / 1e9;
        double pause = FIRST_PAUSE;
        while (true) {
            try {
                return await(operation.get());
            } catch (BrokerUnavailable away) {
                double now = getRunningLoop().time();
                if (now + pause > end) {
                    throw gaveUp(away, now - since);
                }
            }
            await(sleep(pause));
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    private static BrokerUnavailable gaveUp(BrokerUnavailable away, double seconds) {
        if (seconds < FIRST_PAUSE) {
            return away;
        }
        return new BrokerUnavailable(
                "%s (tried for %.1f s)".formatted(away.getMessage(), seconds), away);
    }
}
