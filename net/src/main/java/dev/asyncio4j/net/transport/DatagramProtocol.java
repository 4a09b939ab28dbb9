// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.net.SocketAddress;

/// What a datagram endpoint calls. **Thread** loop. **Like** `asyncio.DatagramProtocol`.
public interface DatagramProtocol extends BaseProtocol {

    /// Passes a datagram transport on to [#connectionMade(DatagramTransport)].
    @Override
    default void connectionMade(BaseTransport transport) {
        if (transport instanceof DatagramTransport endpoint) {
            connectionMade(endpoint);
        }
    }

    /// The endpoint is there. Called once, first of all.
    default void connectionMade(DatagramTransport transport) {}

    /// A datagram has come.
    /// @param data belongs to the protocol; may be empty
    /// @param sender where it came from
    default void datagramReceived(byte[] data, SocketAddress sender) {}

    /// A send or receive failed, as when nobody listens there. The endpoint lives on.
    default void errorReceived(Throwable cause) {}
}
