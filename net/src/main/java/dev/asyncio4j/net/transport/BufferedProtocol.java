// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.nio.ByteBuffer;

/// What a connection calls to have its bytes put into a buffer of the protocol's own. **Thread**
/// loop. **Like** `asyncio.BufferedProtocol`.
public interface BufferedProtocol extends BaseProtocol {

    /// As [Protocol#connectionMade(BaseTransport)].
    @Override
    default void connectionMade(BaseTransport transport) {
        if (transport instanceof Transport connection) {
            connectionMade(connection);
        }
    }

    /// The connection is there. Called once, first of all.
    default void connectionMade(Transport transport) {}

    /// Gives the buffer that the next bytes go to, from its position on.
    /// @param sizehint how much is about to come; negative if that is not known. The buffer may be
    /// of
    ///     any other size, but must have room
    ByteBuffer buffer(int sizehint);

    /// `count` bytes were put into the buffer.
    void bufferUpdated(int count);

    /// As [Protocol#eofReceived()].
    default boolean eofReceived() {
        return false;
    }
}
