// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/// Where a datagram endpoint is, and whom it speaks to. Immutable; each `with` returns a changed
/// copy.
///
/// @param localAddress where it receives; null lets the system choose
/// @param remoteAddress whom it is connected to; null is nobody
/// @param reusePort whether other sockets may be at the same address
/// @param broadcast whether it may send to all
public record DatagramOptions(
        @Nullable InetSocketAddress localAddress,
        @Nullable InetSocketAddress remoteAddress,
        boolean reusePort,
        boolean broadcast) {

    /// At this address.
    public static DatagramOptions local(InetSocketAddress address) {
        return new DatagramOptions(address, null, false, false);
    }

    /// Connected to this address.
    public static DatagramOptions remote(InetSocketAddress address) {
        return new DatagramOptions(null, address, false, false);
    }

    /// Connected to this address too.
    public DatagramOptions withRemoteAddress(InetSocketAddress address) {
        return new DatagramOptions(localAddress, address, reusePort, broadcast);
    }

    /// Sharing the address with other sockets.
    public DatagramOptions withReusePort() {
        return new DatagramOptions(localAddress, remoteAddress, true, broadcast);
    }

    /// Allowed to send to all.
    public DatagramOptions withBroadcast() {
        return new DatagramOptions(localAddress, remoteAddress, reusePort, true);
    }
}
