// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that `putNoWait` found no room; `await(queue.put(item))` waits for it. Without a message,
/// as
/// asyncio's own.
///
/// **Like** `asyncio.QueueFull`.
public class QueueFull extends RuntimeException {
    /// Creates the exception.
    public QueueFull() {
        super();
    }
}
