// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketOption;
import org.jspecify.annotations.Nullable;

/// The socket below a transport or a server, for looking at it and setting its options; it can
/// neither be read nor closed here. The options are those of `StandardSocketOptions`. **Thread**
/// loop. **Like** `asyncio.trsock.TransportSocket`.
public interface TransportSocket {

    /// Its own address. **Like** `getsockname`.
    @Nullable SocketAddress sockname();

    /// The port of its own address: where a server that asked for port 0 can be reached. **Like**
    /// `getsockname()[1]`.
    /// @throws IllegalStateException if its address has no port, as that of a Unix socket
    default int port() {
        if (sockname() instanceof InetSocketAddress address) {
            return address.getPort();
        }
        throw new IllegalStateException(sockname() + " has no port");
    }

    /// The other side's address; null if there is none. **Like** `getpeername`.
    @Nullable SocketAddress peername();

    /// The value of an option. **Like** `getsockopt`.
    /// @throws UnsupportedOperationException if this kind of socket does not have it
    <T> T option(SocketOption<T> option);

    /// Sets an option. **Like** `setsockopt`.
    /// @throws UnsupportedOperationException if this kind of socket does not have it
    <T> void setOption(SocketOption<T> option, T value);
}
