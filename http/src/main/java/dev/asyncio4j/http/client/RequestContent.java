// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.http.message.Json;
import java.util.function.Supplier;

/// The body of a request, by how it is sent.
sealed interface RequestContent {

    /// Whether it can be sent once more.
    default boolean isRepeatable() {
        return true;
    }

    /// All of it at hand.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] data) implements RequestContent {}

    /// An object, written as JSON when it is sent.
    record AsJson(Object value) implements RequestContent {}

    /// Piece by piece.
    /// @param length in bytes; -1: nobody knows
    record Pieces(
            Supplier<? extends AsyncIterable<byte[]>> source, long length, boolean isRepeatable)
            implements RequestContent {}

    /// What of it is at hand.
    static RequestContent atHand(RequestContent content, Supplier<Json> json) throws Exception {
        return content instanceof AsJson(Object value)
                ? new Bytes(json.get().write(value))
                : content;
    }
}
