// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/// What has come and is not decrypted yet, cut into records. A record that came within one piece is
/// not
/// copied. **Thread** loop. **Source** RFC 8446, 5.1.
final class Records {

    private static final int HEADER = 5;
    private static final int LONGEST = (1 << 14) + 2048; // of TLS 1.2; 1.3 allows less
    private static final int MAJOR = 3;

    private final Deque<byte[]> pieces = new ArrayDeque<>(2);
    private int at; // in the first piece
    private int size;

    /// Adds a piece, which belongs to this from now on.
    void add(byte[] piece) {
        if (piece.length > 0) {
            pieces.add(piece);
            size += piece.length;
        }
    }

    int size() {
        return size;
    }

    /// The type of the next record; -1 if nothing is there.
    int type() {
        byte[] first = pieces.peek();
        return first == null ? -1 : first[at] & 0xff;
    }

    /// Takes the next record out; null if it is not whole yet.
    /// @throws SSLException if what has come is no record
    @Nullable ByteBuffer next() throws SSLException {
        int length = length();
        if (length < 0 || size < length) {
            return null;
        }
        byte[] first = pieces.getFirst();
        size -= length;
        if (first.length - at >= length) {
            ByteBuffer record = ByteBuffer.wrap(first, at, length);
            skip(length);
            return record;
        }
        byte[] joined = new byte[length];
        for (int filled = 0; filled < length; ) {
            byte[] from = pieces.getFirst();
            int part = Math.min(from.length - at, length - filled);
            System.arraycopy(from, at, joined, filled, part);
            filled += part;
            skip(part);
        }
        return ByteBuffer.wrap(joined);
    }

    private void skip(int count) {
        at += count;
        if (at == pieces.getFirst().length) {
            pieces.remove();
            at = 0;
        }
    }

    /// The length of the next record with its header; -1 if that is not there yet.
    private int length() throws SSLException {
        if (size == 0) {
            return -1;
        }
        byte[] header = peek(HEADER);
        int type = header[0];
        if (type < 20 || type > 24 || (header.length > 1 && header[1] != MAJOR)) {
            throw new SSLException(
                    "what came is not TLS: 0x" + HexFormat.of().formatHex(header) + told(header));
        }
        if (header.length < HEADER) {
            return -1;
        }
        int content = ((header[3] & 0xff) << 8) | (header[4] & 0xff);
        if (content > LONGEST) {
            throw new SSLException(
                    "a record of " + content + " bytes (expected: <= " + LONGEST + ")");
        }
        return HEADER + content;
    }

    /// What it looks like, if it is text.
    private static String told(byte[] header) {
        StringBuilder text = new StringBuilder(" '");
        for (byte each : header) {
            if (each < ' ' || each > '~') {
                return "";
            }
            text.append((char) each);
        }
        return text.append("'").toString();
    }

    /// A copy of the first bytes, `most` of them or all there are, across the pieces.
    byte[] peek(int most) {
        byte[] seen = new byte[Math.min(most, size)];
        int filled = 0;
        int skip = at;
        for (byte[] piece : pieces) {
            int part = Math.min(piece.length - skip, seen.length - filled);
            System.arraycopy(piece, skip, seen, filled, part);
            filled += part;
            skip = 0;
            if (filled == seen.length) {
                break;
            }
        }
        return seen;
    }

    @Override
    public String toString() {
        return "<Records " + size + " bytes " + Arrays.toString(peek(HEADER)) + ">";
    }
}
