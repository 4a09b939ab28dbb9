// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.util.Arrays;
import java.util.Objects;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/// Decompresses a body piece by piece, and refuses it when it grows too much, is broken, or has
/// anything behind its end. Its memory is outside the heap: to be closed. **Thread** one at a time.
///
/// A body of gzip is one member, or several, one behind the other, as RFC 1952 has it; what it may
/// grow is counted over all of them. What is behind the last and is no member, be it zeros, makes
/// the body a broken one: what one reader drops, another one may take. **Source** RFC 1950 to 1952.
///
/// ```
/// gzip      HEAD -> DATA -> TRAILER -> HEAD, where it may end
/// deflate   BEGIN -> DATA -> END
/// ```
public final class Inflating implements AutoCloseable {

    private static final int PIECE = 16 * 1024;
    private static final int HARMLESS = 64 * 1024; // bytes that may come of however few
    private static final int TRAILER = 8;
    private static final byte[] NONE = new byte[0];

    private enum State {
        /// Of a member.
        HEAD,
        /// Of deflate: whether it is zlib's.
        BEGIN,
        DATA,
        TRAILER,
        END
    }

    // set once
    private final CRC32 check = new CRC32();
    private final GzipHead head = new GzipHead();
    private final boolean gzip;
    private final boolean lenient;
    private final int ratio;
    private final long limit;

    // the owner's
    private State state;
    private @Nullable Inflater inflater; // known when the data begins
    private byte[] input = NONE;
    private int at; // in the input, but not while the inflater has it
    private long used; // bytes of input, without those that the inflater counts
    private byte @Nullable [] spare; // to inflate into: members may be many, and small
    private long made;
    private long madeBefore; // by other members
    private boolean hasMember; // a whole one
    private long trailer;
    private int trailerBytes;
    private boolean closed;

    private Inflating(String coding, boolean lenient, int ratio, long limit) {
        gzip = coding.equals("gzip");
        state = gzip ? State.HEAD : State.BEGIN;
        this.lenient = lenient;
        this.ratio = ratio;
        this.limit = limit;
    }

    /// Of a body that is coded as the RFCs say.
    /// @param coding `gzip` or `deflate`
    public static Inflating strict(String coding, int ratio, long limit) {
        return new Inflating(coding, false, ratio, limit);
    }

    /// Of a body whose `deflate` may be without zlib's head and check, too: some servers send it
    /// so, and all clients have learned to understand them. **Source** RFC 9110, 8.4.1.2.
    /// @param coding `gzip` or `deflate`
    public static Inflating lenient(String coding, int ratio, long limit) {
        return new Inflating(coding, true, ratio, limit);
    }

    /// Takes bytes that came; to be called when [#more()] has no more.
    public void feed(byte[] data) {
        input = state == State.BEGIN ? joined(input, data) : data; // two bytes at most before
        at = 0;
        if (state == State.DATA && inflater != null) {
            inflater.setInput(data);
        }
    }

    /// The next bytes of the body; none, if more must come before.
    /// @throws BadRequest 400, if what came is not what it should be, 413 if it grows too much
    public byte[] more() throws BadRequest {
        while (true) {
            switch (state) {
                case HEAD -> {
                    if (!takeHead()) {
                        return NONE;
                    }
                }
                case BEGIN -> {
                    if (input.length < 2) {
                        return NONE;
                    }
                    begin(new Inflater(lenient && !isZlib(input)));
                }
                case DATA -> {
                    byte[] piece = inflate();
                    if (piece.length > 0 || state == State.DATA) {
                        return piece;
                    }
                }
                case TRAILER -> {
                    if (!takeTrailer()) {
                        return NONE;
                    }
                }
                case END -> {
                    if (at < input.length) {
                        throw broken();
                    }
                    return NONE;
                }
            }
        }
    }

    /// No more comes.
    /// @throws BadRequest 400, if more should
    public void end() throws BadRequest {
        boolean whole = gzip ? state == State.HEAD && head.isEmpty() : state == State.END;
        if (!whole || (gzip && !hasMember)) {
            throw broken();
        }
    }

    // ---- what is around the data

    private boolean takeHead() throws BadRequest {
        while (at < input.length) {
            used++;
            if (head.take(input[at++] & 0xff)) {
                begin(inflater == null ? new Inflater(true) : inflater);
                return true;
            }
        }
        return false;
    }

    private void begin(Inflater ready) {
        inflater = ready;
        ready.setInput(input, at, input.length - at);
        state = State.DATA;
    }

    /// Without zlib's head they would begin a block that is not compressed, with a bit set where
    /// encoders leave none: none is taken for the other.
    private static boolean isZlib(byte[] data) {
        int first = data[0] & 0xff;
        return (first & 0x0f) == 8 && first >> 4 <= 7 && (first << 8 | (data[1] & 0xff)) % 31 == 0;
    }

    private boolean takeTrailer() throws BadRequest {
        while (at < input.length) {
            used++;
            trailer |= (input[at++] & 0xffL) << (8 * trailerBytes);
            trailerBytes++;
            if (trailerBytes == TRAILER) {
                if (trailer != (check.getValue() | ((made - madeBefore) << 32))) {
                    throw broken();
                }
                nextMember();
                return true;
            }
        }
        return false;
    }

    private void nextMember() {
        state = State.HEAD;
        hasMember = true;
        head.clear();
        check.reset();
        trailer = 0;
        trailerBytes = 0;
        madeBefore = made;
    }

    // ---- the data

    private byte[] inflate() throws BadRequest {
        Inflater mine = Objects.requireNonNull(inflater, "inflater");
        byte[] piece = spare == null ? new byte[PIECE] : spare;
        int count;
        try {
            count = mine.inflate(piece);
        } catch (DataFormatException wrong) {
            throw broken();
        }
        if (mine.needsDictionary()) {
            throw broken();
        }
        made += count;
        if (made > limit) {
            throw new BadRequest(413, "a body of more than " + limit + " bytes");
        }
        if (made > HARMLESS && made > (used + mine.getBytesRead()) * ratio) {
            throw new BadRequest(413, "a body that grows more than " + ratio + " times");
        }
        check.update(piece, 0, count);
        if (mine.finished()) {
            at = input.length - mine.getRemaining();
            used += mine.getBytesRead();
            mine.reset();
            state = gzip ? State.TRAILER : State.END;
        }
        boolean full = count == piece.length;
        spare = full ? null : piece;
        return full ? piece : count == 0 ? NONE : Arrays.copyOf(piece, count);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    static BadRequest broken() {
        return new BadRequest(400, "a body that is not compressed as its content-encoding says");
    }

    /// Gives its memory back. Idempotent.
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            if (inflater != null) {
                inflater.end();
            }
        }
    }
}
