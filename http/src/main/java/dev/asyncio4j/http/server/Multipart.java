// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.MultipartParser;
import org.jspecify.annotations.Nullable;

/// The parts of a form, one after the other, as they come: those with files are not held in memory.
///
/// ```java
/// for (Part part : awaitEach(request.multipart())) {
///     if (part.filename() != null) {
///         await(part.saveTo(uploads.resolve(newName())));
///     }
/// }
/// ```
///
/// What of a part was not read is passed over when the next one is asked for. **Thread** loop.
/// **Like** aiohttp's `MultipartReader`. **Source** RFC 7578.
public final class Multipart implements AsyncIterator<Part> {

    private final RequestBody body;
    private final MultipartParser parser;
    private final MultipartLimits limits;
    private int count;
    private @Nullable Part current;

    private Multipart(RequestBody body, MultipartParser parser, MultipartLimits limits) {
        this.body = body;
        this.parser = parser;
        this.limits = limits;
    }

    static Multipart of(Request request, MultipartLimits limits) {
        try {
            String boundary = MultipartParser.boundary(request.headers().get("content-type", ""));
            if (boundary == null) {
                throw new HttpError(415, "expected a body of multipart/form-data");
            }
            if (limits.total() > 0) {
                request.body().setLimit(limits.total());
            }
            return new Multipart(
                    request.body(), new MultipartParser(boundary, limits.head()), limits);
        } catch (BadRequest wrong) {
            throw refused(wrong);
        }
    }

    private static HttpError refused(BadRequest wrong) {
        return new HttpError(wrong.status(), String.valueOf(wrong.getMessage()));
    }

    /// The next part. **Suspends** until its head is here. **If cancelled** nothing is lost.
    /// Awaiting it fails with [StopAsyncIteration] behind the last one, with [HttpError] 400, if
    /// the form is broken, 413, if it brings more than the limits allow, and as
    /// [RequestBody#read()].
    @Override
    public Coroutine<Part> next() {
        return async("multipart.next", this::nextPart);
    }

    private Part nextPart() throws Exception {
        Part before = current;
        if (before != null) {
            byte[] skipped = piece(before);
            while (skipped.length > 0) {
                skipped = piece(before);
            }
            current = null;
        }
        try {
            Headers head = parser.head();
            while (head == null) {
                byte[] more = body.take();
                if (more.length == 0) {
                    parser.finish();
                    throw new StopAsyncIteration();
                }
                parser.feed(more);
                head = parser.head();
            }
            count++;
            if (count > limits.parts()) {
                throw new HttpError(413, "a form of more than " + limits.parts() + " parts");
            }
            Part part = Part.of(this, head);
            current = part;
            return part;
        } catch (BadRequest wrong) {
            throw refused(wrong);
        }
    }

    int memory() {
        return limits.memory();
    }

    /// The next piece of a part; empty at its end.
    byte[] piece(Part part) throws Exception {
        if (part != current) {
            throw new IllegalStateException(
                    part + " is over; read it before the next one is asked for");
        }
        byte[] piece = parser.body();
        while (piece == null) {
            byte[] more = body.take();
            if (more.length == 0) {
                throw new HttpError(400, "a form that breaks off");
            }
            parser.feed(more);
            piece = parser.body();
        }
        return piece;
    }

    /// `<Multipart, 2 parts so far>`.
    @Override
    public String toString() {
        return "<Multipart, " + count + " parts so far>";
    }
}
