// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import dev.asyncio4j.Coroutine;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a [Session] fetched, as an adapter implements it; programs see a [Delivery]. The queue says
/// [#ack] or [#nack] once, again only if that failed. **Thread** loop.
public interface Message {

    /// What was put. Not a copy.
    byte[] body();

    /// How often it was delivered, this time included: from 1.
    int deliveryCount();

    /// Says that it is done: it does not come again. **Suspends** until the broker knows. **If
    /// cancelled** it knows or not. If it is done already, nothing happens.
    ///
    /// Awaiting it fails with [BrokerUnavailable] if it is not known whether the broker knows.
    Coroutine<@Nullable Void> ack();

    /// Gives it back: it comes again after `delay`. **Suspends** until the broker knows. **If
    /// cancelled** it knows, or the message comes again when its time is over.
    ///
    /// Awaiting it fails with [BrokerUnavailable] as [#ack] does.
    /// @param delay zero is at once
    Coroutine<@Nullable Void> nack(Duration delay);

    /// Lets its time begin anew. **Suspends** until the broker knows. **If cancelled** it knows or
    /// not.
    ///
    /// Awaiting it fails with [BrokerUnavailable] as [#ack] does, and with [DeliveryExpired] if it
    /// is somebody else's by now.
    Coroutine<@Nullable Void> extend();
}
