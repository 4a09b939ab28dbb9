// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.TransportSocket;
import org.jspecify.annotations.Nullable;

/// What a [StreamTransport] moves its bytes by: a channel of Netty's, or one of the JDK's. What
/// comes in
/// goes to an [Inflow]. **Thread** the loop's own.
interface Wire {

    /// Lets it read, or not.
    void reading(boolean on);

    /// Takes up to `most` bytes and sends them.
    /// @return how many it has taken and not sent: 0 says it can take more; otherwise it tells
    ///     [StreamTransport#sent] when they are sent
    int write(StreamTransport from, Outgoing outgoing, int most);

    /// Ends the sending half; all is sent.
    void shutdownOutput();

    /// Whether one half can be ended alone.
    boolean canShutdownOutput();

    /// Whether ending the sending half ends all of it, as with a pipe.
    default boolean endsWhole() {
        return false;
    }

    /// Closes it at once.
    void close();

    /// The socket, to look at; null if it is none.
    @Nullable TransportSocket socket();

    /// More that is known of it.
    default @Nullable Object extraInfo(String name) {
        return null;
    }
}
