// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.websocket.WebSocketConnection;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import dev.asyncio4j.http.wire.WebSocketCodec;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A connection that has become a WebSocket, as its server sees it. **Thread** loop.
final class WebSocketPeer implements Connection {

    private final HttpServer server;
    private final Exchange exchange;
    private final Outflow out;
    private @Nullable WebSocketConnection socket;

    WebSocketPeer(HttpServer server, Exchange exchange, Outflow out) {
        this.server = server;
        this.exchange = exchange;
        this.out = out;
    }

    WebSocketConnection start(
            WebSocketCodec codec,
            WebSocketOptions options,
            @Nullable String subprotocol,
            byte[] early) {
        WebSocketConnection started =
                new WebSocketConnection(
                        server.loop(),
                        out.transport(),
                        codec,
                        options,
                        subprotocol,
                        early,
                        () -> server.remove(this));
        socket = started;
        return started;
    }

    @Override
    public int active() {
        return 1;
    }

    @Override
    public void stop() {
        Objects.requireNonNull(socket).closeSoon(1001, "the server stops");
    }

    @Override
    public void cancel() {
        exchange.cancel("the server stops");
    }

    @Override
    public void abort() {
        out.transport().abort();
    }

    @Override
    public void look(long now, Patience patience) {
        out.look(now, patience.write());
    }
}
