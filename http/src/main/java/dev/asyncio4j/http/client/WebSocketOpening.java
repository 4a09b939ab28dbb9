// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.http.websocket.WebSocketConnection;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.http.wire.Answer;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.WebSocketCodec;
import dev.asyncio4j.http.wire.WebSocketOffer;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/// A WebSocket for a block of code, at whose end it is closed. **Source** RFC 6455, 4.1.
final class WebSocketOpening implements AsyncContextManager<WebSocket> {

    private static final SecureRandom RANDOM = new SecureRandom();

    private final Session session;
    private final ClientRequest request;
    private final WebSocketOptions options;
    private @Nullable WebSocket socket;

    WebSocketOpening(Session session, ClientRequest request, WebSocketOptions options) {
        this.session = session;
        this.request = request;
        this.options = options;
    }

    @Override
    public Awaitable<WebSocket> enter() {
        return async(
                "http.web_socket",
                () -> {
                    byte[] nonce = new byte[16];
                    RANDOM.nextBytes(nonce);
                    WebSocketOffer offer =
                            new WebSocketOffer(
                                    nonce,
                                    options.maxMessage(),
                                    options.subprotocols(),
                                    options.compress());
                    WebSocket opened =
                            session.upgrade(
                                    request,
                                    offer.headers(),
                                    (answer, attempt) -> made(offer, answer, attempt));
                    socket = opened;
                    return opened;
                });
    }

    private WebSocket made(WebSocketOffer offer, Answer answer, Http1Attempt attempt)
            throws ProtocolError {
        if (answer.status() != 101) {
            throw new ProtocolError(
                    request.summary() + " became no WebSocket: status " + answer.status(), null);
        }
        WebSocketOffer.Agreed agreed;
        try {
            agreed = offer.agreed(answer.headers());
        } catch (BadRequest wrong) {
            throw new ProtocolError(request.summary() + ": " + wrong.getMessage(), wrong);
        }
        ClientConnection connection = attempt.handOver();
        return new WebSocketConnection(
                        EventLoop.running(),
                        connection.transport(),
                        new WebSocketCodec(agreed, options.maxFrame(), options.maxMessage()),
                        options,
                        agreed.subprotocol(),
                        connection.rest(),
                        () -> session.lost(connection))
                .socket();
    }

    @Override
    public Awaitable<Boolean> exit(@Nullable Throwable failure) {
        return async(
                "http.web_socket.exit",
                () -> {
                    WebSocket mine = socket;
                    if (mine != null) {
                        await(failure == null ? mine.close() : mine.close(1011, ""));
                    }
                    return false;
                });
    }

    /// What an address such as `wss://example.org/` means to HTTP.
    static ClientRequest request(String url) {
        String http =
                url.startsWith("ws://") || url.startsWith("wss://")
                        ? "http" + url.substring(2)
                        : url;
        return ClientRequest.get(http);
    }
}
