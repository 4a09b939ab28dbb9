// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.toCpu;
import static dev.asyncio4j.Asyncio.toThread;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// Compresses answers for clients that like it: `app.around(Compression.defaults())`.
///
/// By gzip or deflate, as the client weighs them; only bodies of types that get smaller (texts,
/// JSON, SVG, not images and archives), and not those below 1 KiB. Left alone are answers that have
/// a
/// `content-encoding`, parts of files, and what `cache-control` says must not be transformed.
/// Bodies
/// that are written piece by piece are compressed so, and each piece is sent at once. Entity tags
/// become weak, as the bytes are not those they named.
///
/// A page that holds a secret beside what its client has sent tells the secret by its compressed
/// length, if somebody can make the client send many guesses: keep this away from such pages.
///
/// Immutable; each `with` returns a changed copy. **Thread** any. **Like** Starlette's
/// `GZipMiddleware`. **Source** RFC 9110, 8.4 and 12.5.3.
public final class Compression implements UnaryOperator<Handler> {

    private static final List<String> CODINGS = List.of("gzip", "deflate");
    private static final int INLINE = 32 * 1024; // is compressed on the loop, in a millisecond
    private static final int FILE_PIECE = 64 * 1024;

    private final int minimum;
    private final int level;
    private final Predicate<String> types;

    private Compression(int minimum, int level, Predicate<String> types) {
        this.minimum = minimum;
        this.level = level;
        this.types = types;
    }

    /// From 1 KiB on, at level 6.
    public static Compression defaults() {
        return new Compression(1024, 6, FileTypes::isCompressible);
    }

    /// Leaving bodies alone that have fewer bytes, if that is known.
    /// @throws IllegalArgumentException if `bytes` is negative
    public Compression withMinimum(int bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes: " + bytes + " (expected: >= 0)");
        }
        return new Compression(bytes, level, types);
    }

    /// Compressing that hard.
    /// @throws IllegalArgumentException if `level` is not between 1, fast, and 9, small
    public Compression withLevel(int newLevel) {
        if (newLevel < 1 || newLevel > 9) {
            throw new IllegalArgumentException("level: " + newLevel + " (expected: 1 to 9)");
        }
        return new Compression(minimum, newLevel, types);
    }

    /// Compressing bodies of these types: `type -> type.startsWith("text/")`.
    public Compression withTypes(Predicate<String> compressible) {
        return new Compression(minimum, level, Objects.requireNonNull(compressible));
    }

    @Override
    public Handler apply(Handler handler) {
        Objects.requireNonNull(handler, "handler");
        return request -> compressed(request, handler.handle(request));
    }

    private Response compressed(Request request, Response given) throws Exception {
        Response response = given;
        if (response.content() instanceof Content.WholeFile whole) {
            response = FileAnswer.of(request, response, whole.file());
        }
        Headers headers = response.headers();
        if (response.status() == 304) {
            return withTagAsAsked(request, response);
        }
        if (Status.isBodiless(response.status())
                || response.status() == 206
                || headers.contains("content-encoding")
                || headers.contains("content-range")
                || headers.hasToken("cache-control", "no-transform")
                || !types.test(headers.get("content-type", ""))) {
            return response;
        }
        Headers varied = varied(headers);
        String coding = AcceptEncoding.best(request.headers(), CODINGS);
        if (coding == null) {
            return response.with(varied, response.content());
        }
        Headers coded = coded(varied, coding);
        return switch (response.content()) {
            case Content.Bytes(byte[] data) -> ofBytes(response, varied, coded, coding, data);
            case Content.AsJson(Object value) ->
                    ofBytes(response, varied, coded, coding, request.json().write(value));
            case Content.Streamed(Response.Writing writing) ->
                    response.with(coded, new Content.Streamed(out -> write(writing, coding, out)));
            case Content.FilePart part when part.length() >= minimum ->
                    response.with(coded, new Content.Streamed(out -> write(part, coding, out)));
            case Content.FilePart part -> response.with(varied, part);
            case Content.Upgrade _ -> response; // has no type, so it does not come here
            case Content.WholeFile whole -> response.with(varied, whole); // was asked for above
        };
    }

    // ---- fields

    private static Headers varied(Headers headers) {
        return headers.hasToken("vary", "accept-encoding") || headers.hasToken("vary", "*")
                ? headers
                : headers.with("vary", "accept-encoding");
    }

    private static Headers coded(Headers headers, String coding) {
        Headers coded =
                headers.without("content-length")
                        .without("accept-ranges")
                        .with("content-encoding", coding);
        String tag = coded.get("etag");
        return tag == null || tag.startsWith("W/") ? coded : coded.set("etag", "W/" + tag);
    }

    /// Who has the compressed body, under its weak tag, is told of that one.
    private static Response withTagAsAsked(Request request, Response response) {
        String tag = response.headers().get("etag");
        boolean weak =
                tag != null
                        && !tag.startsWith("W/")
                        && request.headers().all("if-none-match").stream()
                                .anyMatch(field -> field.contains("W/" + tag));
        return weak
                ? response.with(varied(response.headers()), response.content())
                        .setHeader("etag", "W/" + tag)
                : response;
    }

    // ---- bodies

    private Response ofBytes(
            Response response, Headers plain, Headers coded, String coding, byte[] data)
            throws Exception {
        if (data.length < minimum) {
            return response.with(plain, new Content.Bytes(data));
        }
        byte[] less =
                data.length <= INLINE ? all(coding, data) : await(toCpu(() -> all(coding, data)));
        return less.length < data.length
                ? response.with(coded, new Content.Bytes(less))
                : response.with(plain, new Content.Bytes(data));
    }

    private byte[] all(String coding, byte[] data) throws Exception {
        try (Deflating deflating = new Deflating(coding, level)) {
            byte[] begin = deflating.piece(data, 0, data.length, false);
            byte[] end = deflating.end();
            ByteBuffer joined = ByteBuffer.allocate(begin.length + end.length);
            return joined.put(begin).put(end).array();
        }
    }

    private void write(Response.Writing writing, String coding, BodyWriter out) throws Exception {
        try (Deflating deflating = new Deflating(coding, level)) {
            writing.writeTo(
                    new BodyWriter(
                            (data, offset, length) -> {
                                if (length > 0) {
                                    await(out.write(piece(deflating, data, offset, length)));
                                }
                            }));
            await(out.write(deflating.end()));
        }
    }

    private static byte[] piece(Deflating deflating, byte[] data, int offset, int length)
            throws Exception {
        return length <= INLINE
                ? deflating.piece(data, offset, length, true)
                : await(toCpu(() -> deflating.piece(data, offset, length, true)));
    }

    private void write(Content.FilePart part, String coding, BodyWriter out) throws Exception {
        try (FileChannel file = await(toThread(() -> FileChannel.open(part.file())));
                Deflating deflating = new Deflating(coding, level)) {
            byte[] buffer = new byte[FILE_PIECE];
            long at = part.offset();
            long end = at + part.length();
            while (at < end) {
                long from = at;
                ByteBuffer piece = ByteBuffer.wrap(buffer, 0, (int) Math.min(FILE_PIECE, end - at));
                byte[] coded =
                        await(
                                toThread(
                                        () -> {
                                            file.read(piece, from);
                                            return deflating.piece(
                                                    buffer, 0, piece.position(), false);
                                        }));
                if (piece.position() == 0) {
                    throw new EOFException(part.file() + " became shorter while it was sent");
                }
                await(out.write(coded));
                at += piece.position();
            }
            await(out.write(deflating.end()));
        }
    }

    /// `<Compression from 1024 bytes at level 6>`.
    @Override
    public String toString() {
        return "<Compression from " + minimum + " bytes at level " + level + ">";
    }
}
