// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.net.SocketAddress;

/// A transport of datagrams: each arrives whole, or not at all. **Thread** loop. **Like**
/// `asyncio.DatagramTransport`.
public interface DatagramTransport extends BaseTransport {

    /// Sends `data` to the address that the endpoint is connected to; the array may be changed
    /// afterwards. An empty one is sent too. What the system refuses is told to `errorReceived`.
    /// **Suspends** never.
    /// @throws IllegalStateException if the endpoint is not connected
    void sendto(byte[] data);

    /// Sends `data` to `address`. **Suspends** never.
    /// @throws IllegalArgumentException if the endpoint is connected to another address
    void sendto(byte[] data, SocketAddress address);

    /// Closes it at once and drops what is not sent. Idempotent. **Suspends** never.
    void abort();

    /// How many bytes wait to be sent, eight for each datagram included. **Like**
    /// `get_write_buffer_size`.
    int writeBufferSize();

    /// The two marks. **Like** `get_write_buffer_limits`.
    WriteBufferLimits writeBufferLimits();

    /// Sets the two marks. **Suspends** never.
    void setWriteBufferLimits(WriteBufferLimits limits);
}
