// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/// Bytes that were written and not handed to the channel yet: one growing array, given back when it
/// is empty, so that an idle connection holds none. **Thread** loop.
final class Outgoing {

    private static final byte[] NONE = {};
    private static final int SMALLEST = 1024;
    private static final int KEPT = 8 * 1024;

    private byte[] bytes = NONE;
    private int begin;
    private int end;
    private long taken;

    int size() {
        return end - begin;
    }

    /// How many bytes were taken out, since the beginning.
    long taken() {
        return taken;
    }

    /// Counts bytes that have gone another way, too.
    void noteTaken(long count) {
        taken += count;
    }

    boolean isEmpty() {
        return begin == end;
    }

    void add(byte[] data, int offset, int length) {
        if (bytes.length - end < length) {
            makeRoom(length);
        }
        System.arraycopy(data, offset, bytes, end, length);
        end += length;
    }

    /// Has these bytes while `send` runs, and a copy of those that are left then. It must be empty.
    void lend(byte[] data, int offset, int length, Runnable send) {
        byte[] own = bytes;
        bytes = data;
        begin = offset;
        end = offset + length;
        try {
            send.run();
        } finally {
            byte[] lent = bytes;
            int from = begin;
            int left = size();
            bytes = own;
            begin = 0;
            end = 0;
            add(lent, from, left);
        }
    }

    private void makeRoom(int more) {
        int size = size();
        int needed = Math.addExact(size, more);
        if (needed > bytes.length || size > bytes.length / 2) {
            int roomy = (int) Math.min(Integer.MAX_VALUE - 8L, bytes.length * 2L);
            byte[] larger = new byte[Math.max(Math.max(needed, roomy), SMALLEST)];
            System.arraycopy(bytes, begin, larger, 0, size);
            bytes = larger;
        } else {
            System.arraycopy(bytes, begin, bytes, 0, size);
        }
        begin = 0;
        end = size;
    }

    /// Moves the first `count` bytes, which are there, to `buffer`.
    void moveTo(ByteBuf buffer, int count) {
        buffer.writeBytes(bytes, begin, count);
        begin += count;
        taken += count;
        if (begin == end) {
            begin = 0;
            end = 0;
            if (bytes.length > KEPT) {
                bytes = NONE;
            }
        }
    }

    /// Takes the first `count` bytes, which are there, out.
    byte[] take(int count) {
        byte[] first = Arrays.copyOfRange(bytes, begin, begin + count);
        begin += count;
        taken += count;
        if (begin == end) {
            clear();
        }
        return first;
    }

    /// Gives its memory back; it is empty then.
    void clear() {
        bytes = NONE;
        begin = 0;
        end = 0;
    }

    @Override
    public String toString() {
        return Arrays.toString(Arrays.copyOfRange(bytes, begin, end));
    }
}
