// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Says that a future or task is not in the state which the call needs: asked for a result it does
/// not have yet, or given one when it already has one.
///
/// **Like** `asyncio.InvalidStateError`.
public class InvalidStateError extends IllegalStateException {
    /// Creates the error; the message says what the state is.
    public InvalidStateError(String message) {
        super(message);
    }
}
