// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// What a connection calls with the bytes it has read. **Thread** loop. **Like**
/// `asyncio.Protocol`.
public interface Protocol extends BaseProtocol {

    /// Passes a transport that reads and writes on to [#connectionMade(Transport)]; of others, the
    /// ends of pipes, nothing is passed on.
    @Override
    default void connectionMade(BaseTransport transport) {
        if (transport instanceof Transport connection) {
            connectionMade(connection);
        }
    }

    /// The connection is there. Called once, first of all.
    default void connectionMade(Transport transport) {}

    /// Bytes have come, as many as there were: pieces say nothing about how they were sent.
    /// @param data belongs to the protocol
    default void dataReceived(byte[] data) {}

    /// The other side sends no more.
    /// @return true keeps the transport open, so that this side may write on; false (the default)
    ///     closes it
    default boolean eofReceived() {
        return false;
    }
}
