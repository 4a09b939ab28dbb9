// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.websocket;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.http.wire.WebSocketFrame;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// A connection on which both sides send messages.
///
/// ```java
/// router.get("/chat", request -> Response.webSocket(socket -> {
///     for (var message : awaitEach(socket)) {
///         await(socket.send("you said: " + message.text()));
///     }
/// }));
/// ```
///
/// Questions for a sign of life are answered and asked by itself. What is not received waits at
/// the other side, but for a few messages. One task receives, any may send. **Thread** loop.
/// **Like** the connection of Python's websockets.
public final class WebSocket implements AsyncIterator<WebSocket.Message> {

    private static final int MAX_REASON = 123;

    /// A message: a text or bytes.
    ///
    /// @param isText whether it was sent as a text
    /// @param data its bytes; a text's are UTF-8
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Message(boolean isText, byte[] data) {

        /// The message as a text, whichever it was.
        public String text() {
            return new String(data, StandardCharsets.UTF_8);
        }

        /// `<Message text of 3 bytes>`.
        @Override
        public String toString() {
            return "<Message " + (isText ? "text" : "binary") + " of " + data.length + " bytes>";
        }
    }

    private final WebSocketConnection connection;
    private final @Nullable String subprotocol;

    WebSocket(WebSocketConnection connection, @Nullable String subprotocol) {
        this.connection = connection;
        this.subprotocol = subprotocol;
    }

    // ---- receiving

    /// The next message. **Suspends** if there is none yet. **If cancelled** none is lost.
    /// Awaiting it fails with [WebSocketClosed] when there will be none, and with
    /// `IllegalStateException` if another task receives.
    public Coroutine<Message> receive() {
        return async("websocket.receive", this::take);
    }

    /// [#receive()] as an iterator has it: it ends where the other side has closed normally.
    /// Awaiting it fails with [WebSocketClosed] if the connection broke, or was closed otherwise.
    @Override
    public Coroutine<Message> next() {
        return async(
                "websocket.next",
                () -> {
                    try {
                        return take();
                    } catch (WebSocketClosed closed) {
                        if (closed.isNormal()) {
                            throw new StopAsyncIteration();
                        }
                        throw closed;
                    }
                });
    }

    private Message take() throws WebSocketClosed {
        return switch (connection.take()) {
            case WebSocketFrame.Text(String text) ->
                    new Message(true, text.getBytes(StandardCharsets.UTF_8));
            case WebSocketFrame.Binary(byte[] data) -> new Message(false, data);
            case WebSocketFrame other -> throw new IllegalStateException("not a message: " + other);
        };
    }

    // ---- sending

    /// Sends a text. **Suspends** while the other side takes less than is sent. **If cancelled**
    /// the message is sent all the same. Awaiting it fails with [WebSocketClosed].
    public Coroutine<@Nullable Void> send(String text) {
        return async("websocket.send", () -> connection.send(codec -> codec.text(text)));
    }

    /// [#send(String)] of bytes.
    /// @param data not to be changed until it is awaited
    public Coroutine<@Nullable Void> send(byte[] data) {
        return async("websocket.send", () -> connection.send(codec -> codec.binary(data)));
    }

    // ---- the end

    /// Closes it normally, and waits until the other side has agreed, for up to 10 s. Idempotent.
    /// **Suspends** unless it is closed. **If cancelled** the connection is closed at once.
    public Coroutine<@Nullable Void> close() {
        return close(1000, "");
    }

    /// [#close()] for a reason.
    /// @throws IllegalArgumentException if the code is not one that may be sent (1000 to 1003,
    ///     1007 to 1014, 3000 to 4999), or the reason is longer than 123 bytes
    public Coroutine<@Nullable Void> close(int code, String reason) {
        boolean fits =
                (code >= 1000 && code <= 1003)
                        || (code >= 1007 && code <= 1014)
                        || (code >= 3000 && code <= 4999);
        if (!fits) {
            throw new IllegalArgumentException(
                    "code: " + code + " (expected: 1000-1003, 1007-1014 or 3000-4999)");
        }
        int bytes = reason.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MAX_REASON) {
            throw new IllegalArgumentException(
                    "reason: " + bytes + " bytes (expected: <= " + MAX_REASON + ")");
        }
        return async("websocket.close", () -> connection.close(code, reason));
    }

    /// Whether it is closed, or about to be.
    public boolean isClosed() {
        return connection.isClosed();
    }

    /// What both speak above it; null if nothing was agreed on.
    public @Nullable String subprotocol() {
        return subprotocol;
    }

    /// `<WebSocket open>`.
    @Override
    public String toString() {
        return "<WebSocket " + (isClosed() ? "closed" : "open") + ">";
    }
}
