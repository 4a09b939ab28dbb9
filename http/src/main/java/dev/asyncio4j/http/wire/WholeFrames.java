// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Reads the frames that nearly all are: a whole message each, not compressed, and all there. It
/// judges nothing: what is anything else is left to who reads everything, and what is left is only
/// followed, to know where frames begin. **Source** RFC 6455, 5.2. **Thread** loop.
final class WholeFrames {

    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private static final VarHandle INTS =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private static final int LAST = 0x80;
    private static final int OPCODE = 0xF;
    private static final int CONTROL = 0x8;
    private static final int CLOSE = 0x8;
    private static final int TEXT = LAST | 0x1;
    private static final int BINARY = LAST | 0x2;
    private static final int PING = LAST | 0x9;
    private static final int PONG = LAST | 0xA;
    private static final int IN_TWO_BYTES = 126; // the next two are the length
    private static final int IN_EIGHT_BYTES = 127;
    private static final int MASK = 4; // bytes
    private static final char NO_CHARACTER = '\uFFFD'; // what stands for bytes that are not UTF-8

    private final boolean masked;
    private final int most;

    private long ahead; // bytes of a frame that is left to others, still to come
    private boolean unfinished; // the last of a message's frames is still to come
    private boolean
            lost; // a head was cut in two, so where frames begin is not known, or the last was

    /// @param masked whether those that come must be
    /// @param most the most bytes of a frame
    WholeFrames(boolean masked, int most) {
        this.masked = masked;
        this.most = most;
    }

    /// Adds the frames with which `data` begins to `frames`, up to the first that it leaves.
    /// @return how many bytes they are
    int take(byte[] data, List<WebSocketFrame> frames) {
        int at = 0;
        if (ahead == 0 && !unfinished && !lost) {
            while (at < data.length) {
                int taken = one(data, at, frames);
                if (taken == 0) {
                    break;
                }
                at += taken;
            }
        }
        return at;
    }

    /// The bytes of the frame at `at`, or 0 if it is left.
    private int one(byte[] data, int at, List<WebSocketFrame> frames) {
        int body = at + 2 + (masked ? MASK : 0);
        if (body > data.length || data[at + 1] < 0 != masked) {
            return 0;
        }
        int opcode = data[at] & 0xFF;
        int size = data[at + 1] & 0x7F;
        if (size >= IN_TWO_BYTES) {
            body += 2;
            if (size > IN_TWO_BYTES || body > data.length || opcode >= PING) {
                return 0;
            }
            size = (data[at + 2] & 0xFF) << 8 | (data[at + 3] & 0xFF);
            if (size < IN_TWO_BYTES) {
                return 0; // it would have had room in the second byte
            }
        }
        if (size > most || size > data.length - body) {
            return 0;
        }
        switch (opcode) {
            case TEXT -> {
                String text = new String(content(data, body, size), StandardCharsets.UTF_8);
                if (text.indexOf(NO_CHARACTER) >= 0) {
                    return 0;
                }
                frames.add(new WebSocketFrame.Text(text));
            }
            case BINARY -> frames.add(new WebSocketFrame.Binary(content(data, body, size)));
            case PING -> frames.add(new WebSocketFrame.Ping(content(data, body, size)));
            case PONG -> frames.add(new WebSocketFrame.Pong());
            default -> {
                return 0;
            }
        }
        return body + size - at;
    }

    /// A copy without the mask, which stands before `from`.
    private byte[] content(byte[] data, int from, int size) {
        byte[] content = new byte[size];
        if (!masked) {
            System.arraycopy(data, from, content, 0, size);
            return content;
        }
        int mask = (int) INTS.get(data, from - MASK);
        long twice = (mask & 0xFFFF_FFFFL) << Integer.SIZE | (mask & 0xFFFF_FFFFL);
        int at = 0;
        for (; at <= size - Long.BYTES; at += Long.BYTES) {
            LONGS.set(content, at, (long) LONGS.get(data, from + at) ^ twice);
        }
        for (; at < size; at++) {
            content[at] = (byte) (data[from + at] ^ data[from - MASK + at % MASK]);
        }
        return content;
    }

    /// Follows what is left to others, `data` from `at` on.
    void leave(byte[] data, int at) {
        long next = at + ahead;
        while (next < data.length && !lost) {
            next = end(data, (int) next);
        }
        ahead = next - data.length;
    }

    /// Where the frame at `at` ends.
    private long end(byte[] data, int at) {
        int head = 2;
        long size = at + 1 < data.length ? data[at + 1] & 0x7F : 0;
        int more = size == IN_TWO_BYTES ? 2 : size == IN_EIGHT_BYTES ? 8 : 0;
        head += more + (masked ? MASK : 0);
        if (head > data.length - at) {
            lost = true;
            return data.length;
        }
        if (more > 0) {
            size = 0;
            for (int i = 0; i < more; i++) {
                size = size << 8 | (data[at + 2 + i] & 0xFF);
            }
        }
        if ((data[at] & CONTROL) == 0) {
            unfinished = (data[at] & LAST) == 0;
        }
        boolean refused = size < 0 || size > most;
        lost = refused || (data[at] & OPCODE) == CLOSE; // nothing behind it is read
        return at + head + (lost ? 0 : size);
    }
}
