// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import org.jspecify.annotations.Nullable;

/// Says that a broker cannot be reached, or does not answer. Whether what it was asked for has
/// happened is not known: a message that was put may be there, one that was acknowledged may come
/// again. asyncio has nothing like it.
public final class BrokerUnavailable extends RuntimeException {

    /// Creates the exception.
    /// @param message which broker, and what was tried
    /// @param cause what the client said; null if it said nothing
    public BrokerUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
