// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

/// A connection that a pool has, and may keep. **Thread** loop.
sealed interface Pooled permits ClientConnection, SharedConnection {

    /// Where it goes.
    Origin origin();

    /// Whether another request may be sent.
    boolean isFit();

    /// Closes it, when what was written is sent.
    void close();

    /// Gives it up at once.
    void abort();
}
