// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// A message as frames that are neither masked nor compressed, which is a head before each piece
/// of it: what a server sends to most of its clients. **Source** RFC 6455, 5.2.
final class PlainFrames {

    static final int TEXT = 0x1;
    static final int BINARY = 0x2;

    private static final int CONTINUATION = 0x0;
    private static final int LAST = 0x80;
    private static final int SHORT = 125; // the longest whose length is in the second byte
    private static final int IN_TWO_BYTES = 126; // in the second byte: the next two are the length

    private PlainFrames() {}

    /// The bytes of a message.
    /// @param most the most bytes of a frame, 126 to 65,535
    static byte[] of(int opcode, byte[] data, int most) {
        int whole = data.length / most;
        int rest = data.length - whole * most;
        boolean hasRest = rest > 0 || whole == 0;
        byte[] out = new byte[data.length + 4 * whole + (!hasRest ? 0 : rest > SHORT ? 4 : 2)];
        int at = 0;
        int from = 0;
        do {
            int size = Math.min(most, data.length - from);
            boolean last = from + size == data.length;
            out[at++] = (byte) ((from == 0 ? opcode : CONTINUATION) | (last ? LAST : 0));
            if (size > SHORT) {
                out[at++] = IN_TWO_BYTES;
                out[at++] = (byte) (size >> 8);
            }
            out[at++] = (byte) size;
            System.arraycopy(data, from, out, at, size);
            at += size;
            from += size;
        } while (from < data.length);
        return out;
    }
}
