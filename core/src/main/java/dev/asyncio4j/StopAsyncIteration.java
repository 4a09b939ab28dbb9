// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Says that an asynchronous iteration has no further item.
///
/// It is a signal, not a failure, so no stack trace is taken.
///
/// **Like** Python's `StopAsyncIteration`.
public class StopAsyncIteration extends RuntimeException {
    /// Creates the signal without a message.
    public StopAsyncIteration() {
        super();
    }

    /// Creates the signal with a message; null is none.
    public StopAsyncIteration(@Nullable String message) {
        super(message);
    }

    /// Takes no stack trace; cause and stack trace can still be set.
    @Override
    public final Throwable fillInStackTrace() {
        return this;
    }
}
