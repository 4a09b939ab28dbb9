// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Decompresses a body piece by piece, and refuses it when it grows too much, is broken, or has
/// anything behind its end. Its memory is outside the heap: to be closed. **Thread** one at a time.
/// **Source** RFC 1950 and 1952.
public final class Inflating implements AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final int HARMLESS = 64 * 1024; // bytes that may come of however few

    private static final int HEAD = 10; // gzip's, without what its flags announce:
    private static final int HEAD_CHECK = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int MOST_HEAD = 4096;
    private static final int TRAILER = 8;
    private static final byte[] NONE = new byte[0];

    // set once
    private final Inflater inflater;
    private final CRC32 check = new CRC32();
    private final boolean gzip;
    private final int ratio;
    private final long limit;

    // the owner's
    private boolean inBody;
    private byte[] input = NONE; // of the body; before it, of the head; behind it, of the trailer
    private long made;
    private boolean closed;

    /// @param coding `gzip` or `deflate`
    public Inflating(String coding, int ratio, long limit) {
        gzip = coding.equals("gzip");
        inflater = new Inflater(gzip);
        inBody = !gzip;
        this.ratio = ratio;
        this.limit = limit;
    }

    /// Takes bytes that came; to be called when [#more()] has no more.
    /// @throws BadRequest 400, if they are not what they should be
    public void feed(byte[] data) throws BadRequest {
        if (inflater.finished()) {
            behind(joined(input, data));
        } else if (inBody) {
            input = data;
            inflater.setInput(data);
        } else {
            input = joined(input, data);
            int end = headEnd(input);
            if (end >= 0) {
                inBody = true;
                input = Arrays.copyOfRange(input, end, input.length);
                inflater.setInput(input);
            } else if (input.length > MOST_HEAD) {
                throw broken();
            }
        }
    }

    /// The next bytes of the body; none, if more must come before.
    /// @throws BadRequest 400 as [#feed(byte[])], 413 if it grows too much
    public byte[] more() throws BadRequest {
        if (!inBody || inflater.finished()) {
            return NONE;
        }
        byte[] piece = new byte[PIECE];
        int count;
        try {
            count = inflater.inflate(piece);
        } catch (DataFormatException wrong) {
            throw broken();
        }
        if (inflater.needsDictionary()) {
            throw broken();
        }
        made += count;
        if (made > limit) {
            throw new BadRequest(413, "a body of more than " + limit + " bytes");
        }
        if (made > HARMLESS && made > inflater.getBytesRead() * ratio) {
            throw new BadRequest(413, "a body that grows more than " + ratio + " times");
        }
        check.update(piece, 0, count);
        if (inflater.finished()) {
            behind(Arrays.copyOfRange(input, input.length - inflater.getRemaining(), input.length));
        }
        return count == piece.length ? piece : Arrays.copyOf(piece, count);
    }

    /// No more comes.
    /// @throws BadRequest 400, if more should
    public void end() throws BadRequest {
        if (!inflater.finished() || input.length != (gzip ? TRAILER : 0)) {
            throw broken();
        }
    }

    private void behind(byte[] bytes) throws BadRequest {
        input = bytes;
        if (bytes.length > (gzip ? TRAILER : 0)) {
            throw broken();
        }
        if (gzip && bytes.length == TRAILER) {
            ByteBuffer trailer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            if (trailer.getInt() != (int) check.getValue() || trailer.getInt() != (int) made) {
                throw broken();
            }
        }
    }

    /// Where gzip's head ends; -1 if not all of it is there.
    private static int headEnd(byte[] head) throws BadRequest {
        if (head.length < HEAD) {
            return -1;
        }
        int flags = head[3];
        if (head[0] != 0x1f || head[1] != (byte) 0x8b || head[2] != 8 || (flags & 0xe0) != 0) {
            throw broken();
        }
        int at = HEAD;
        if ((flags & EXTRA) != 0) {
            if (head.length < at + 2) {
                return -1;
            }
            at += 2 + (head[at] & 0xff) + 256 * (head[at + 1] & 0xff);
        }
        for (int text = NAME; text <= COMMENT; text *= 2) {
            if ((flags & text) != 0) {
                while (at < head.length && head[at] != 0) {
                    at++;
                }
                at++;
            }
        }
        if ((flags & HEAD_CHECK) != 0) {
            at += 2;
        }
        return at <= head.length ? at : -1;
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static BadRequest broken() {
        return new BadRequest(400, "a body that is not compressed as its content-encoding says");
    }

    /// Gives its memory back. Idempotent.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            inflater.end();
        }
    }
}
