// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

/// Says that a delivery was held for longer than the queue's visibility: its message is delivered
/// again, to whoever asks first, so what was made of it here should not count. asyncio has nothing
/// like it.
public final class DeliveryExpired extends RuntimeException {

    /// Creates the exception.
    public DeliveryExpired(String message) {
        super(message);
    }
}
