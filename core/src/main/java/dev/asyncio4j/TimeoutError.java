// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Says that something did not end in the time it was given.
///
/// Its cause is the [CancelledError] by which the work was stopped, if it was stopped.
///
/// **Like** `asyncio.TimeoutError`.
public class TimeoutError extends RuntimeException {
    /// Creates a timeout without a message, as asyncio's own are.
    public TimeoutError() {
        super();
    }

    /// Creates a timeout with a message; null is none.
    public TimeoutError(@Nullable String message) {
        super(message);
    }

    /// Creates a timeout with a message and what it came from; null is none.
    public TimeoutError(@Nullable String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
