// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketClientExtension;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionData;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateClientExtensionHandshaker;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a request becomes a WebSocket, on the client's side. **Source** RFC 6455, 4.1; RFC 7692, 7.
public final class WebSocketOffer {

    private final String key;
    private final List<String> subprotocols;
    private final @Nullable PerMessageDeflateClientExtensionHandshaker deflate;

    /// @param nonce 16 bytes that nobody can guess
    /// @param maxMessage the most bytes of a message, after it was inflated
    /// @param subprotocols what is spoken here, the best first
    public WebSocketOffer(
            byte[] nonce, int maxMessage, List<String> subprotocols, boolean compress) {
        this.key = Base64.getEncoder().encodeToString(nonce);
        this.subprotocols = subprotocols;
        this.deflate = compress ? new PerMessageDeflateClientExtensionHandshaker(maxMessage) : null;
    }

    /// What both sides have agreed on.
    ///
    /// @param subprotocol what they speak above it; null: nothing was said
    public record Agreed(
            @Nullable String subprotocol, @Nullable WebSocketClientExtension deflate) {}

    /// The header fields of the request.
    public Headers headers() {
        Headers headers =
                Headers.of(
                        "upgrade",
                        "websocket",
                        "connection",
                        "upgrade",
                        "sec-websocket-version",
                        "13",
                        "sec-websocket-key",
                        key);
        if (!subprotocols.isEmpty()) {
            headers = headers.with("sec-websocket-protocol", String.join(", ", subprotocols));
        }
        return deflate == null
                ? headers
                : headers.with(
                        "sec-websocket-extensions",
                        WebSocketHandshake.text(deflate.newRequestData()));
    }

    /// What the answer, of status 101, has agreed to.
    /// @throws BadRequest if that is none of what was offered
    public Agreed agreed(Headers answer) throws BadRequest {
        boolean isOne =
                answer.hasToken("upgrade", "websocket")
                        && answer.hasToken("connection", "upgrade")
                        && answer.all("sec-websocket-accept")
                                .equals(List.of(WebSocketHandshake.accept(key)));
        if (!isOne) {
            throw new BadRequest(400, "an answer that agrees to no WebSocket");
        }
        List<String> chosen = answer.all("sec-websocket-protocol");
        if (chosen.size() > 1 || (!chosen.isEmpty() && !subprotocols.contains(chosen.getFirst()))) {
            throw new BadRequest(400, "a subprotocol that was not offered: " + chosen);
        }
        return new Agreed(chosen.isEmpty() ? null : chosen.getFirst(), extension(answer));
    }

    private @Nullable WebSocketClientExtension extension(Headers answer) throws BadRequest {
        String field = String.join(",", answer.all("sec-websocket-extensions"));
        if (field.isEmpty()) {
            return null;
        }
        List<WebSocketExtensionData> all = WebSocketHandshake.extensions(field);
        WebSocketClientExtension agreed =
                deflate == null || all.size() != 1 || !WebSocketHandshake.hasNumbers(all.getFirst())
                        ? null
                        : deflate.handshakeExtension(all.getFirst());
        if (agreed == null) {
            throw new BadRequest(400, "an extension that was not offered: " + field);
        }
        return agreed;
    }
}
