// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that something cannot be used any more because of what the other side has done.
///
/// **Like** `trio.BrokenResourceError`.
public class BrokenResourceError extends RuntimeException {
    /// Creates the exception.
    public BrokenResourceError(String message) {
        super(message);
    }
}
