// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that something cannot be used any more because it was closed on this side.
///
/// **Like** `trio.ClosedResourceError`.
public class ClosedResourceError extends RuntimeException {
    /// Creates the exception.
    public ClosedResourceError(String message) {
        super(message);
    }
}
