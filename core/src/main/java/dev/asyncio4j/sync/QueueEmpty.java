// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that `getNoWait` found nothing; `await(queue.get())` waits for it. Without a message, as
/// asyncio's own.
///
/// **Like** `asyncio.QueueEmpty`.
public class QueueEmpty extends RuntimeException {
    /// Creates the exception.
    public QueueEmpty() {
        super();
    }
}
