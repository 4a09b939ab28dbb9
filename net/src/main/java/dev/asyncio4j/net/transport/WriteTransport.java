// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// A transport that writes. It never blocks and never suspends: what the other side does not take
/// yet waits in a buffer. When that holds more than the high-water mark, the protocol is told to
/// pause; when it is down to the low one, to go on. **Thread** loop. **Like**
/// `asyncio.WriteTransport`.
public interface WriteTransport extends BaseTransport {

    /// Writes `data`; the array may be changed afterwards. On a transport that has lost its
    /// connection nothing happens, and from the fifth time on a warning is logged. **Suspends**
    /// never.
    /// @throws IllegalStateException after [#writeEof()]
    default void write(byte[] data) {
        write(data, 0, data.length);
    }

    /// [#write(byte[])] of a part: `length` bytes from `offset`.
    /// @throws IndexOutOfBoundsException if the part is not inside the array
    void write(byte[] data, int offset, int length);

    /// Writes all of them, one after the other. **Suspends** never.
    default void writelines(Iterable<byte[]> lines) {
        lines.forEach(this::write);
    }

    /// Ends what this side sends, when all of it is sent; the other side may go on. Idempotent.
    /// **Suspends** never.
    /// @throws UnsupportedOperationException if [#canWriteEof()] says no
    void writeEof();

    /// Whether this kind of transport can end one direction alone; TLS cannot.
    boolean canWriteEof();

    /// Closes it at once and drops what is not sent. The protocol's `connectionLost(null)` is
    /// called
    /// soon. Idempotent. **Suspends** never.
    void abort();

    /// How many bytes were written and are not sent yet. **Like** `get_write_buffer_size`.
    int writeBufferSize();

    /// The two marks; 16 KiB and 64 KiB at first. **Like** `get_write_buffer_limits`.
    WriteBufferLimits writeBufferLimits();

    /// Sets the two marks; the protocol may be told at once. **Suspends** never.
    void setWriteBufferLimits(WriteBufferLimits limits);
}
