// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that something could not be done without waiting, by a method that does not wait. Without a
/// message, as [QueueEmpty] and [QueueFull], which say the same of a queue.
///
/// **Like** `trio.WouldBlock`.
public class WouldBlock extends RuntimeException {
    /// Creates the exception.
    public WouldBlock() {
        super();
    }
}
