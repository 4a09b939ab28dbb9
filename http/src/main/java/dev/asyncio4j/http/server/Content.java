// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.websocket.WebSocketOptions;
import java.nio.file.Path;

/// The body of an answer, by how it is sent.
sealed interface Content {

    Content NOTHING = new Bytes(new byte[0]);

    /// All of it at hand.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bytes(byte[] data) implements Content {}

    /// An object, written as JSON when it is sent.
    record AsJson(Object value) implements Content {}

    /// Written piece by piece.
    record Streamed(Response.Writing writing) implements Content {}

    /// No body: the connection becomes a WebSocket.
    record Upgrade(WebSocketOptions options, Response.Talk talk) implements Content {}

    /// A file, of which the request says what is wanted.
    record WholeFile(Path file) implements Content {}

    /// A part of a file.
    record FilePart(Path file, long offset, long length) implements Content {}
}
