// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.wire.Inflating;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// Decompresses the bodies of requests: `app.around(Decompression.defaults())`. Without it, a body
/// with a `content-encoding` is answered with 415 when it is read.
///
/// By gzip or deflate; others stay refused. A body that grows too much, which a few bytes can make
/// it do, is refused with 413 as soon as it has, one that is broken with 400. The handler reads it
/// as
/// any other; its length and the fields still tell how it came.
///
/// Immutable; each `with` returns a changed copy. **Thread** any. **Source** RFC 9110, 8.4.
public final class Decompression implements UnaryOperator<Handler> {

    private final int ratio;
    private final long limit;

    private Decompression(int ratio, long limit) {
        this.ratio = ratio;
        this.limit = limit;
    }

    /// Growing 20 times at most, to 8 MiB at most.
    public static Decompression defaults() {
        return new Decompression(20, 8 * 1024 * 1024);
    }

    /// With bodies that grow so many times at most. The first 64 KiB are not measured.
    /// @throws IllegalArgumentException if `times` is less than 1
    public Decompression withRatio(int times) {
        return new Decompression((int) positive("times", times), limit);
    }

    /// With bodies of so many bytes at most, decompressed. What comes has its own limit,
    /// [Limits#body()].
    /// @throws IllegalArgumentException if `bytes` is less than 1
    public Decompression withLimit(long bytes) {
        return new Decompression(ratio, positive("bytes", bytes));
    }

    private static long positive(String name, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
        }
        return value;
    }

    @Override
    public Handler apply(Handler handler) {
        Objects.requireNonNull(handler, "handler");
        return request -> {
            String coding = RequestBody.coding(request.headers());
            if (coding == null) {
                return handler.handle(request);
            }
            String bare = coding.startsWith("x-") ? coding.substring(2) : coding;
            if (!bare.equals("gzip") && !bare.equals("deflate")) {
                throw RequestBody.refusal(coding, "gzip, deflate");
            }
            return decoded(request, handler, Inflating.strict(bare, ratio, limit));
        };
    }

    /// The body may be read until the answer is written.
    private static Response decoded(Request request, Handler handler, Inflating inflating)
            throws Exception {
        request.body().decode(inflating);
        boolean streams = false;
        try {
            Response response = handler.handle(request);
            if (!(response.content() instanceof Content.Streamed(Response.Writing writing))) {
                return response;
            }
            streams = true;
            return response.with(
                    response.headers(),
                    new Content.Streamed(
                            out -> {
                                try (inflating) {
                                    writing.writeTo(out);
                                }
                            }));
        } finally {
            if (!streams) {
                inflating.close();
            }
        }
    }

    /// `<Decompression 20:1 to 8388608 bytes>`.
    @Override
    public String toString() {
        return "<Decompression " + ratio + ":1 to " + limit + " bytes>";
    }
}
