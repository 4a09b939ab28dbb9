// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.loop.TimerHandle;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tries again while a broker is away, less and less often. **Thread** loop.
///
/// @param limit for how long
/// @param queue whose broker it is
record Patience(Duration limit, String queue) implements WaitPoint {

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
            pause(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
    }

    /// A sleep that says what for.
    private void pause(double seconds) {
        EventLoop loop = getRunningLoop();
        Future<@Nullable Void> over = loop.createFuture(this);
        TimerHandle end =
                loop.callLater(
                        seconds,
                        () -> {
                            if (!over.isDone()) {
                                over.setResult(null);
                            }
                        });
        try {
            await(over);
        } finally {
            end.cancel();
        }
    }

    @Override
    public String what() {
        return "the broker of '" + queue + "', which is away";
    }

    @Override
    public String crowd() {
        return "a broker that is away";
    }

    private static BrokerUnavailable gaveUp(BrokerUnavailable away, double seconds) {
        if (seconds < FIRST_PAUSE) {
            return away;
        }
        return new BrokerUnavailable(
                "%s (tried for %.1f s)".formatted(away.getMessage(), seconds), away);
    }
}
