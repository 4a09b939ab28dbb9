// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.WebSocketHandshake;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Whether a request becomes a WebSocket. A page of another site could open one with its reader's
/// cookies, since browsers do not ask the server before: so the page's origin must be this host.
/// **Source** RFC 6455, 4.2 and 10.2.
final class Upgrade {

    private final @Nullable WebSocketHandshake agreed;
    private final @Nullable Response refusal;

    private Upgrade(@Nullable WebSocketHandshake agreed, @Nullable Response refusal) {
        this.agreed = agreed;
        this.refusal = refusal;
    }

    static Upgrade of(Request request, WebSocketOptions options) {
        Headers headers = request.headers();
        if (!WebSocketHandshake.isAsked(request.method(), headers)) {
            return refused(
                    Exchange.plain(426, "this is the address of a WebSocket")
                            .with(Headers.of("sec-websocket-version", "13")));
        }
        String origin = headers.get("origin");
        if (origin != null && !options.anyOrigin() && !isHere(origin, headers.get("host", ""))) {
            return refused(Exchange.plain(403, "a page of another site"));
        }
        try {
            return new Upgrade(
                    WebSocketHandshake.of(
                            headers,
                            options.maxMessage(),
                            options.subprotocols(),
                            options.compress()),
                    null);
        } catch (BadRequest wrong) {
            return refused(
                    Exchange.plain(wrong.status(), wrong.getMessage())
                            .with(Headers.of("sec-websocket-version", "13")));
        }
    }

    private static Upgrade refused(Response response) {
        return new Upgrade(null, response);
    }

    private static boolean isHere(String origin, String host) {
        int slashes = origin.indexOf("://");
        return slashes > 0
                && origin.substring(slashes + 3)
                        .toLowerCase(Locale.ROOT)
                        .equals(host.toLowerCase(Locale.ROOT));
    }

    /// What to answer instead; null if it was agreed to.
    @Nullable Response refusal() {
        return refusal;
    }

    WebSocketHandshake agreed() {
        return Objects.requireNonNull(agreed, "agreed");
    }
}
