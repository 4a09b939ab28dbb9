// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that a queue was shut down: it takes nothing more, or has nothing left to give. Without a
/// message, as asyncio's own.
///
/// **Like** `asyncio.QueueShutDown`.
public class QueueShutDown extends RuntimeException {
    /// Creates the exception.
    public QueueShutDown() {
        super();
    }
}
