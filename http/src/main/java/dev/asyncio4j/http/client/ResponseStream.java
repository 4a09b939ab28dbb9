// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Inflating;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// An answer whose body comes piece by piece: `for (byte[] piece : awaitEach(response))`. What is
/// not read waits at the server, but for some 64 KiB, or 256 KiB with HTTP/2. One task at a time.
/// **Thread** loop. **Like**
/// aiohttp's `response.content`, and httpx's `stream`.
public final class ResponseStream implements AsyncIterator<byte[]> {

    private static final byte[] END = {};

    // set once
    private final ResponseHead head;
    private final Source source;
    private final @Nullable Inflating inflating;
    private final long limit; // of a whole body

    // loop only
    private boolean ended;
    private boolean codedBegun;

    /// Whence the bytes come.
    interface Source {
        /// The next piece as it came; empty at the end.
        byte[] take() throws Exception;
    }

    ResponseStream(ResponseHead head, Source source, AnswerLimits limits, boolean decompresses) {
        this.head = head;
        this.source = source;
        this.limit = limits.body();
        String coding = decompresses ? coding(head.headers()) : "";
        boolean known = coding.equals("gzip") || coding.equals("deflate");
        this.inflating = known ? Inflating.lenient(coding, limits.ratio(), limit) : null;
    }

    private static String coding(Headers headers) {
        String coding =
                String.join(",", headers.all("content-encoding")).strip().toLowerCase(Locale.ROOT);
        return coding.startsWith("x-") ? coding.substring(2) : coding;
    }

    /// All but the body.
    public ResponseHead head() {
        return head;
    }

    /// The status: 200.
    public int status() {
        return head.status();
    }

    /// The next piece of the body, decompressed; empty at the end, and ever after. **Suspends** if
    /// there is none yet. **If cancelled** the answer is of no more use: what comes later is not
    /// awaited. Awaiting it fails with [ProtocolError], if the body is broken or breaks off, or
    /// grows too much when it is decompressed, and with `TimeoutError` after too long a silence.
    public Coroutine<byte[]> read() {
        return async("response.read", this::take);
    }

    /// [#read()] as an iterator has it, which ends.
    @Override
    public Coroutine<byte[]> next() {
        return async(
                "response.next",
                () -> {
                    byte[] piece = take();
                    if (piece.length == 0) {
                        throw new StopAsyncIteration();
                    }
                    return piece;
                });
    }

    /// All that is left of the body. **Suspends** and fails as [#read()], and with [ProtocolError]
    /// if it is longer than [AnswerLimits#body()].
    public Coroutine<byte[]> readAll() {
        return async("response.read_all", this::takeAll);
    }

    byte[] takeAll() throws Exception {
        byte[] first = checked(take(), 0);
        byte[] next = first.length == 0 ? first : take();
        if (next.length == 0) {
            return first;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream(2 * first.length);
        all.writeBytes(first);
        for (; next.length > 0; next = take()) {
            all.writeBytes(checked(next, all.size()));
        }
        return all.toByteArray();
    }

    private byte[] checked(byte[] piece, long before) throws ProtocolError {
        if (before + piece.length > limit) {
            throw new ProtocolError(
                    "a body of more than "
                            + limit
                            + " bytes (AnswerLimits.body): read it piece by piece, by stream()",
                    null);
        }
        return piece;
    }

    byte[] take() throws Exception {
        if (ended) {
            return END;
        }
        byte[] piece;
        try {
            piece = inflating == null ? source.take() : inflated(inflating);
        } catch (BadRequest wrong) {
            throw new ProtocolError(String.valueOf(wrong.getMessage()), wrong);
        }
        ended = piece.length == 0;
        return piece;
    }

    private byte[] inflated(Inflating decoder) throws Exception {
        while (true) {
            byte[] piece = decoder.more();
            if (piece.length > 0) {
                return piece;
            }
            byte[] coded = source.take();
            if (coded.length == 0) {
                if (codedBegun) {
                    decoder.end();
                }
                return END; // a coding without a body is none
            }
            codedBegun = true;
            decoder.feed(coded);
        }
    }

    /// Whether all of the body was read.
    boolean isEnded() {
        return ended;
    }

    /// Gives memory back that is not the heap's.
    void letGo() {
        ended = true;
        if (inflating != null) {
            inflating.close();
        }
    }

    /// `<ResponseStream 200>`.
    @Override
    public String toString() {
        return "<ResponseStream " + head.status() + ">";
    }
}
