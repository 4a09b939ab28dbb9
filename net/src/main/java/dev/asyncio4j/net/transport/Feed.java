// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.nio.ByteBuffer;

/// How a transport hands what it has read to its protocol, whichever kind that is. For those who
/// write transports. **Thread** loop, in the turn.
public final class Feed {

    private Feed() {}

    /// Hands over data.
    /// @param data belongs to the protocol from now on
    /// @throws IllegalStateException if the protocol takes no data, or a buffered one gives a
    /// buffer
    ///     without room
    public static void data(BaseProtocol protocol, byte[] data) {
        if (protocol instanceof Protocol plain) {
            plain.dataReceived(data);
        } else if (protocol instanceof BufferedProtocol buffered) {
            intoItsBuffer(buffered, data);
        } else {
            throw new IllegalStateException(
                    "protocol takes no data: " + protocol + "; use Protocol or BufferedProtocol");
        }
    }

    private static void intoItsBuffer(BufferedProtocol protocol, byte[] data) {
        for (int at = 0; at < data.length; ) {
            ByteBuffer buffer = protocol.buffer(data.length - at);
            int room = Math.min(buffer.remaining(), data.length - at);
            if (room == 0) {
                throw new IllegalStateException("buffer() returned an empty buffer");
            }
            buffer.put(data, at, room);
            protocol.bufferUpdated(room);
            at += room;
        }
    }

    /// Tells the end of what the other side sends.
    /// @return whether the protocol keeps the transport open
    public static boolean eof(BaseProtocol protocol) {
        return switch (protocol) {
            case Protocol plain -> plain.eofReceived();
            case BufferedProtocol buffered -> buffered.eofReceived();
            default -> false;
        };
    }
}
