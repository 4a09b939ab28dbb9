// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import dev.asyncio4j.KeyboardInterrupt;
import dev.asyncio4j.SystemExit;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.function.BiConsumer;

/// How a transport hands what it has read to its protocol, whichever kind that is. For those who
/// write transports. **Thread** loop, in the turn.
public final class Feed {

    private Feed() {}

    /// Hands over as much of `data` as the protocol takes in one call: all of it, or what the
    /// buffer
    /// of a buffered one has room for. The rest is for a later call, if the transport is still read
    /// by then, and for the protocol that it has then.
    ///
    /// @param data belongs to the protocol from now on
    /// @param from where that begins which was not handed over yet
    /// @param failed is told what went wrong, and in which call of the protocol; also that it takes
    ///     no data, or gives a buffer without room
    /// @return how many bytes were taken; all, if the protocol has thrown
    public static int data(
            BaseProtocol protocol,
            byte[] data,
            int from,
            BiConsumer<? super Throwable, ? super String> failed) {
        int left = data.length - from;
        String call = "data_received";
        try {
            if (protocol instanceof Protocol plain) {
                plain.dataReceived(from == 0 ? data : Arrays.copyOfRange(data, from, data.length));
            } else if (protocol instanceof BufferedProtocol buffered) {
                call = "get_buffer";
                int room = fill(buffered.buffer(left), data, from);
                call = "buffer_updated";
                buffered.bufferUpdated(room);
                return room;
            } else {
                throw new IllegalStateException(
                        "protocol takes no data: "
                                + protocol
                                + "; use Protocol or BufferedProtocol");
            }
        } catch (SystemExit | KeyboardInterrupt exit) {
            throw exit;
        } catch (Throwable failure) {
            failed.accept(failure, "Fatal error: protocol." + call + "() call failed.");
        }
        return left;
    }

    private static int fill(ByteBuffer buffer, byte[] data, int from) {
        int room = Math.min(buffer.remaining(), data.length - from);
        if (room == 0) {
            throw new IllegalStateException("buffer() returned an empty buffer");
        }
        buffer.put(data, from, room);
        return room;
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
