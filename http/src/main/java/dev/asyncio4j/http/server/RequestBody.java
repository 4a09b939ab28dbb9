// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Inflating;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The body of a request, piece by piece, as it comes. What is not read waits at the client, but
/// for some 64 KiB. **Thread** loop. **Like**
/// aiohttp's `request.content`.
public final class RequestBody implements AsyncIterator<byte[]> {

    private static final byte[] END = {};

    /// Above this, no more is read from the connection.
    static final int HIGH = 64 * 1024;

    /// Whoever brings the bytes.
    interface Source {
        /// Somebody waits for bytes, or has taken some.
        void wanted();
    }

    // set once
    private final EventLoop loop;
    private final WaitPoint point;
    private final Source source;
    private final long declared; // -1: unknown

    // loop only
    private final ArrayDeque<byte[]> pieces = new ArrayDeque<>(0);
    private int held; // bytes in `pieces`
    private long limit;
    private long came;
    private long took; // of what came
    private boolean ended;
    private @Nullable Exception failure;
    private @Nullable HttpError refusal;
    private @Nullable Inflating inflating;
    private @Nullable Future<@Nullable Void> waiter;

    /// @param point what who reads it waits for
    RequestBody(EventLoop loop, WaitPoint point, Source source, long declared, long limit) {
        this.loop = loop;
        this.point = point;
        this.source = source;
        this.declared = declared;
        this.limit = limit;
        this.ended = declared == 0;
    }

    /// Lets the body be that long, in bytes, whatever the server's limit is; to be called before
    /// it is read. **Suspends** never.
    /// @throws IllegalArgumentException if `bytes` is negative
    public void setLimit(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        limit = bytes;
    }

    /// How long it is, in bytes, if the client has said so; else -1.
    public long length() {
        return declared;
    }

    /// The next piece, as it came; empty at the end, and ever after. **Suspends** if there is none
    /// yet. **If cancelled** nothing is lost. Awaiting it fails with [HttpError] 413, if more has
    /// come than the limit allows, with `ConnectionResetError`, if the client is gone, with
    /// [HttpError]
    /// 415, if it is compressed and nothing decompresses it ([Decompression]), and with
    /// `IllegalStateException`, if another task waits for it.
    public Coroutine<byte[]> read() {
        return async("body.read", this::take);
    }

    /// [#read()] as an iterator has it, which ends.
    @Override
    public Coroutine<byte[]> next() {
        return async(
                "body.next",
                () -> {
                    byte[] piece = take();
                    if (piece.length == 0) {
                        throw new StopAsyncIteration();
                    }
                    return piece;
                });
    }

    byte[] readAll() throws Exception {
        checkLength(declared);
        List<byte[]> parts = new ArrayList<>();
        int size = 0;
        for (byte[] piece = take(); piece.length > 0; piece = take()) {
            parts.add(piece);
            size = Math.addExact(size, piece.length);
        }
        if (parts.size() == 1) {
            return parts.getFirst();
        }
        byte[] all = new byte[size];
        int at = 0;
        for (byte[] piece : parts) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        return all;
    }

    byte[] take() throws Exception {
        if (refusal != null && declared != 0) {
            throw refusal;
        }
        Inflating mine = inflating;
        if (mine == null) {
            return takeAsItCame();
        }
        try {
            while (true) {
                byte[] piece = mine.more();
                if (piece.length > 0) {
                    return piece;
                }
                byte[] coded = takeAsItCame();
                if (coded.length == 0) {
                    mine.end();
                    return END;
                }
                mine.feed(coded);
            }
        } catch (BadRequest wrong) {
            throw new HttpError(wrong.status(), String.valueOf(wrong.getMessage()));
        }
    }

    private byte[] takeAsItCame() throws Exception {
        checkLength(declared);
        while (pieces.isEmpty()) {
            if (failure != null) {
                throw failure;
            }
            if (ended) {
                return END;
            }
            waitForMore();
        }
        byte[] piece = pieces.remove();
        held -= piece.length;
        took += piece.length;
        checkLength(took); // not before: the limit may have been raised since it came
        source.wanted();
        return piece;
    }

    private void waitForMore() {
        if (waiter != null) {
            throw new IllegalStateException("another task reads the body already");
        }
        Future<@Nullable Void> mine = loop.createFuture(point);
        waiter = mine;
        try {
            source.wanted();
            await(mine);
        } finally {
            waiter = null;
        }
    }

    private void checkLength(long length) {
        if (length > limit) {
            throw new HttpError(413, "a body of more than " + limit + " bytes");
        }
    }

    // ---- how it is coded

    /// How a body is coded; null if it is not.
    static @Nullable String coding(Headers headers) {
        if (!headers.contains("content-encoding")) {
            return null;
        }
        String coding =
                String.join(",", headers.all("content-encoding")).strip().toLowerCase(Locale.ROOT);
        return coding.isEmpty() || coding.equals("identity") ? null : coding;
    }

    /// What is said of codings that are not understood. **Source** RFC 9110, 12.5.3.
    static HttpError refusal(String coding, String understood) {
        return new HttpError(
                415, "a body in the coding " + coding, Headers.of("accept-encoding", understood));
    }

    /// Fails those who read it, if there is anything to read.
    void refuse(HttpError answer) {
        refusal = answer;
    }

    /// Decompresses it, from its first byte on.
    void decode(Inflating decoder) {
        refusal = null;
        inflating = decoder;
    }

    // ---- from the connection

    /// Whether bytes have room.
    boolean hasRoom() {
        return held < HIGH && failure == null;
    }

    /// Whether all of it has come.
    boolean isEnded() {
        return ended;
    }

    /// Whether nothing of it has come.
    boolean isUntouched() {
        return came == 0 && !ended;
    }

    /// Whether a task waits for more.
    boolean isAwaited() {
        return waiter != null;
    }

    /// Whether what still comes is of no use.
    boolean isFailed() {
        return failure != null;
    }

    /// Whether that is what those who read it were told, when no more could come.
    boolean hasFailedBy(Throwable cause) {
        return failure == cause;
    }

    /// How many bytes were taken of those that have come.
    long taken() {
        return took;
    }

    /// How many bytes have come.
    long came() {
        return came;
    }

    void feed(byte[] piece) {
        came += piece.length;
        pieces.add(piece);
        held += piece.length;
        wake();
    }

    void end() {
        ended = true;
        wake();
    }

    void fail(Exception cause) {
        if (failure == null && !ended) {
            failure = cause;
        }
        wake();
    }

    private void wake() {
        if (waiter != null && !waiter.isDone()) {
            waiter.setResult(null);
        }
    }

    /// `<RequestBody 17 of 120 bytes>`.
    @Override
    public String toString() {
        return "<RequestBody " + came + (declared < 0 ? "" : " of " + declared) + " bytes>";
    }
}
