// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.Future;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.net.transport.BaseTransport;
import org.jspecify.annotations.Nullable;

/// How a transport begins, in asyncio's order: `connectionMade`, then it reads, then who waits for
/// it
/// goes on. What ends it is queued behind that, so `connectionLost` never comes first.
final class Beginning {

    private Beginning() {}

    static void of(
            NettyLoop net,
            Context context,
            BaseTransport transport,
            Runnable started,
            @Nullable Future<@Nullable Void> waiter) {
        net.callSoon(context, () -> transport.protocol().connectionMade(transport));
        net.callSoon(context, started);
        if (waiter != null) {
            net.callSoon(
                    context,
                    () -> {
                        if (!waiter.isDone()) {
                            waiter.setResult(null);
                        }
                    });
        }
    }
}
