// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import java.util.Arrays;

/// Bytes that have come and are not read yet, in the pieces in which they came: a piece that is
/// read
/// whole is handed on without a copy. **Thread** loop.
///
/// - **I1** `pieces[first .. last)` are the pieces; `skip` bytes of the first are read already.
/// - **I2** No piece is empty, and `skip` is less than the first one's length.
final class Chunks {

    private static final byte[] NONE = {};
    private static final int SMALLEST = 4;

    private byte[][] pieces = new byte[SMALLEST][];
    private int first;
    private int last;
    private int skip;
    private int size;

    int size() {
        return size;
    }

    boolean isEmpty() {
        return size == 0;
    }

    /// Adds a piece, which belongs to this from now on.
    void add(byte[] piece) {
        if (piece.length == 0) {
            return;
        }
        if (last == pieces.length) {
            makeRoom();
        }
        pieces[last++] = piece;
        size += piece.length;
    }

    private void makeRoom() {
        int count = last - first;
        byte[][] roomy = count > pieces.length / 2 ? new byte[pieces.length * 2][] : pieces;
        System.arraycopy(pieces, first, roomy, 0, count);
        Arrays.fill(roomy, count, roomy.length, NONE);
        pieces = roomy;
        first = 0;
        last = count;
    }

    /// Takes the first `count` bytes, which are there, out.
    byte[] take(int count) {
        if (count == 0) {
            return NONE;
        }
        byte[] head = pieces[first];
        size -= count;
        if (skip == 0 && head.length == count) {
            drop();
            return head;
        }
        byte[] taken = new byte[count];
        int filled = 0;
        while (filled < count) {
            byte[] from = pieces[first];
            int part = Math.min(from.length - skip, count - filled);
            System.arraycopy(from, skip, taken, filled, part);
            filled += part;
            skip += part;
            if (skip == from.length) {
                drop();
            }
        }
        return taken;
    }

    byte[] takeAll() {
        return take(size);
    }

    void clear() {
        Arrays.fill(pieces, first, last, NONE);
        first = 0;
        last = 0;
        skip = 0;
        size = 0;
    }

    private void drop() {
        pieces[first++] = NONE;
        skip = 0;
        if (first == last) {
            first = 0;
            last = 0;
        }
    }

    /// Where `wanted` begins, at `from` or later; -1 if it is not there.
    int find(byte[] wanted, int from) {
        int start = 0; // of the piece's unread part, counted from the first unread byte
        for (int i = first; i < last; i++) {
            byte[] piece = pieces[i];
            int begin = i == first ? skip : 0;
            int length = piece.length - begin;
            for (int at = Math.max(from - start, 0); at < length; at++) {
                if (piece[begin + at] == wanted[0] && matches(wanted, i, begin + at)) {
                    return start + at;
                }
            }
            start += length;
        }
        return -1;
    }

    /// Whether `wanted` stands at `from`.
    boolean hasAt(byte[] wanted, int from) {
        return from + wanted.length <= size && find(wanted, from) == from;
    }

    private boolean matches(byte[] wanted, int index, int at) {
        int piece = index;
        int position = at;
        for (byte each : wanted) {
            while (position == pieces[piece].length) {
                position = 0;
                if (++piece == last) {
                    return false;
                }
            }
            if (pieces[piece][position++] != each) {
                return false;
            }
        }
        return true;
    }
}
