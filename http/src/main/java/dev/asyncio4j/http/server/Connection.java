// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

/// A connection as its server sees it. **Thread** loop.
interface Connection {

    /// How many requests of it are being answered.
    int active();

    /// The server stops: ends it, if it is idle.
    void stop();

    /// Cancels what it answers.
    void cancel();

    /// Closes it at once.
    void abort();

    /// Ends what takes too long.
    /// @param now the server's clock, in nanoseconds
    void look(long now, Patience patience);
}
