// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.sync.Lock;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Where a body is written that is sent piece by piece. **Thread** loop. **Like** aiohttp's
/// `StreamResponse`.
public final class BodyWriter {

    /// Where pieces go.
    @FunctionalInterface
    interface Sink {
        void write(byte[] data, int offset, int length) throws Exception;
    }

    private final Sink sink;
    private final Lock turn = new Lock().named("the body of an answer");

    BodyWriter(Sink sink) {
        this.sink = sink;
    }

    /// Sends a piece. Several tasks may write: one piece goes behind the other. **Suspends** while
    /// the client takes less than is written, and while another task writes. **If cancelled**
    /// the piece may have been sent, or not; if a part of it was, as HTTP/2 may have it, the answer
    /// is broken off. Awaiting it fails with `ConnectionResetError` if the client is gone. An empty
    /// piece is none.
    public Coroutine<@Nullable Void> write(byte[] piece) {
        return async("body.write", () -> await(turn.use(() -> sink.write(piece, 0, piece.length))));
    }

    /// [#write(byte[])] of a text, in UTF-8.
    public Coroutine<@Nullable Void> write(String piece) {
        return write(piece.getBytes(StandardCharsets.UTF_8));
    }
}
