// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.websocket;

import java.time.Duration;
import java.util.List;

/// How a WebSocket behaves. Immutable; each `with` returns a changed copy.
///
/// @param maxMessage the most bytes of a message that is taken; a longer one closes it with 1009
/// @param maxFrame the most bytes of a frame that is taken
/// @param ping how long after the last sign of life the other side is asked for one
/// @param pong how long it may take to give one, before the connection is given up
/// @param subprotocols what is spoken above it, the best first
/// @param compress whether messages are compressed, if the other side can do that
/// @param anyOrigin whether pages of other sites may open one to a server: then it must know its
///     users by something else than cookies
public record WebSocketOptions(
        int maxMessage,
        int maxFrame,
        Duration ping,
        Duration pong,
        List<String> subprotocols,
        boolean compress,
        boolean anyOrigin) {

    private static final WebSocketOptions DEFAULTS =
            new WebSocketOptions(
                    1024 * 1024,
                    64 * 1024,
                    Duration.ofSeconds(20),
                    Duration.ofSeconds(20),
                    List.of(),
                    true,
                    false);

    /// Checks them.
    /// @throws IllegalArgumentException if a size or a time is not positive
    public WebSocketOptions {
        check("maxMessage", maxMessage > 0, maxMessage);
        check("maxFrame", maxFrame > 0, maxFrame);
        check("ping", ping.isPositive(), ping);
        check("pong", pong.isPositive(), pong);
        subprotocols = List.copyOf(subprotocols);
    }

    private static void check(String what, boolean fits, Object value) {
        if (!fits) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: > 0)");
        }
    }

    /// 1 MiB, 64 KiB, 20 s, 20 s; no subprotocol; compressed; the same origin only.
    public static WebSocketOptions defaults() {
        return DEFAULTS;
    }

    /// With messages of so many bytes.
    public WebSocketOptions withMaxMessage(int bytes) {
        return new WebSocketOptions(bytes, maxFrame, ping, pong, subprotocols, compress, anyOrigin);
    }

    /// With frames of so many bytes.
    public WebSocketOptions withMaxFrame(int bytes) {
        return new WebSocketOptions(
                maxMessage, bytes, ping, pong, subprotocols, compress, anyOrigin);
    }

    /// With these times.
    public WebSocketOptions withPing(Duration after, Duration patience) {
        return new WebSocketOptions(
                maxMessage, maxFrame, after, patience, subprotocols, compress, anyOrigin);
    }

    /// With these subprotocols, the best first.
    public WebSocketOptions withSubprotocols(String... words) {
        return new WebSocketOptions(
                maxMessage, maxFrame, ping, pong, List.of(words), compress, anyOrigin);
    }

    /// Without compression.
    public WebSocketOptions withoutCompression() {
        return new WebSocketOptions(
                maxMessage, maxFrame, ping, pong, subprotocols, false, anyOrigin);
    }

    /// Open to pages of all sites.
    public WebSocketOptions withAnyOrigin() {
        return new WebSocketOptions(maxMessage, maxFrame, ping, pong, subprotocols, compress, true);
    }
}
