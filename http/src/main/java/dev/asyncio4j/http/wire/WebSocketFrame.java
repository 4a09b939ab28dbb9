// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// What comes over a WebSocket.
@SuppressWarnings("ArrayRecordComponent") // never compared
public sealed interface WebSocketFrame {

    /// A whole text.
    ///
    /// @param text as it was sent
    record Text(String text) implements WebSocketFrame {}

    /// A whole binary message.
    ///
    /// @param data as it was sent
    record Binary(byte[] data) implements WebSocketFrame {}

    /// A question for a sign of life.
    ///
    /// @param data comes back with the answer
    record Ping(byte[] data) implements WebSocketFrame {}

    /// A sign of life.
    record Pong() implements WebSocketFrame {}

    /// The end.
    ///
    /// @param code why; 1005 if it does not say
    /// @param reason in words; empty if there is none
    record Close(int code, String reason) implements WebSocketFrame {}
}
