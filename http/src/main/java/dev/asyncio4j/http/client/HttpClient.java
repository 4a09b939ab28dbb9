// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.AsyncContextManager;
import dev.asyncio4j.Awaitable;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import org.jspecify.annotations.Nullable;

/// Asks servers: a session with connections that it keeps, and cookies. One of them is enough for a
/// program; it is to be closed.
///
/// ```java
/// try (var client = Http.client()) {
///     var answer = await(client.get("https://example.org/")).raiseForStatus();
///     print(answer.text());
/// }
/// ```
///
/// Any number of tasks may use it at once. **Thread** the loop's in which it was made. **Like**
/// aiohttp's `ClientSession` and httpx's `AsyncClient`.
public final class HttpClient implements AutoCloseable {

    // set once
    private final ClientOptions options;
    private final Session session;
    private final Unclosed unclosed;

    /// With the defaults.
    /// @throws IllegalStateException if no loop runs here
    public HttpClient() {
        this(ClientOptions.defaults());
    }

    /// With options.
    /// @throws IllegalStateException if no loop runs here
    public HttpClient(ClientOptions options) {
        EventLoop loop = EventLoop.running();
        this.options = options;
        this.session = new Session(loop, options);
        this.unclosed = Unclosed.watch(this, loop, session.pool());
    }

    /// The options.
    public ClientOptions options() {
        return options;
    }

    /// The cookies.
    public CookieJar cookies() {
        return session.cookies();
    }

    // ---- asking

    /// GET, and all of the answer. **Suspends** and fails as [#request(ClientRequest)].
    /// @throws IllegalArgumentException if `url` is no address of HTTP
    public Coroutine<ClientResponse> get(String url) {
        return request(ClientRequest.get(url));
    }

    /// POST of an object as JSON, and all of the answer. **Suspends** and fails as
    /// [#request(ClientRequest)].
    /// @throws IllegalArgumentException if `url` is no address of HTTP
    public Coroutine<ClientResponse> post(String url, Object value) {
        return request(ClientRequest.post(url).withJson(value));
    }

    /// Sends a request, and gives all of the answer, whatever its status. **Suspends** until it is
    /// here. **If cancelled** the request may have arrived; its connection is closed, or its stream
    /// if
    /// the connection is shared (HTTP/2).
    ///
    /// Awaiting it fails with `TimeoutError`, which says which time was over ([Timeouts]); with
    /// [ProtocolError], if the answer is broken, cut off or too large, or must not be followed;
    /// with
    /// another `IOException`, if there is no way to the server, or it is not to be trusted; with
    /// `IllegalStateException`, if the client is closed.
    public Coroutine<ClientResponse> request(ClientRequest request) {
        return async(
                "http.request",
                () -> {
                    Timeouts timeouts = request.timeouts(options.timeouts());
                    return session.limited(
                            request,
                            timeouts.total(),
                            () -> {
                                Opened opened = session.open(request, timeouts);
                                boolean well = false;
                                try {
                                    byte[] body = opened.stream().takeAll();
                                    well = true;
                                    return new ClientResponse(
                                            opened.stream().head(), body, options::json);
                                } finally {
                                    opened.close(well);
                                }
                            });
                });
    }

    /// Sends a request, and gives the answer as soon as its head is here: `await(client.stream(
    /// request).use(response -> { for (byte[] piece : awaitEach(response)) ... }))`. What the block
    /// has not read when it ends is dropped. **Suspends** and fails as [#request(ClientRequest)];
    /// the total time is over when the head is here, and from then on only silence is measured.
    public AsyncContextManager<ResponseStream> stream(ClientRequest request) {
        return new AsyncContextManager<>() {

            private @Nullable Opened opened;

            @Override
            public Awaitable<ResponseStream> enter() {
                return async(
                        "http.stream",
                        () -> {
                            Timeouts timeouts = request.timeouts(options.timeouts());
                            Opened mine =
                                    session.limited(
                                            request,
                                            timeouts.total(),
                                            () -> session.open(request, timeouts));
                            opened = mine;
                            return mine.stream();
                        });
            }

            @Override
            public Awaitable<Boolean> exit(@Nullable Throwable failure) {
                return async(
                        "http.stream.exit",
                        () -> {
                            Opened mine = opened;
                            if (mine != null) {
                                opened = null;
                                mine.leave(failure);
                            }
                            return false;
                        });
            }
        };
    }

    /// Opens a WebSocket: `await(client.webSocket("wss://example.org/chat").use(socket -> {...}))`.
    /// When the block ends it is closed: normally, or with 1011 if the block fails. **Suspends**
    /// until the server has agreed, and at the end until it has closed. **If cancelled** it is
    /// closed, too. Awaiting it fails as [#request(ClientRequest)], and with [ProtocolError] if the
    /// server agrees to none. **Like** aiohttp's `session.ws_connect`.
    /// @throws IllegalArgumentException if `url` is no address of a WebSocket
    public AsyncContextManager<WebSocket> webSocket(String url) {
        return webSocket(WebSocketOpening.request(url), WebSocketOptions.defaults());
    }

    /// [#webSocket(String)] with header fields and times of a request (GET), and options.
    public AsyncContextManager<WebSocket> webSocket(
            ClientRequest request, WebSocketOptions webSocket) {
        return new WebSocketOpening(session, request, webSocket);
    }

    // ---- the end

    /// Closes all connections, those in use, too: their requests fail. **Suspends** never.
    /// Idempotent.
    @Override
    public void close() {
        unclosed.forget();
        session.pool().close();
    }

    /// Whether it was closed.
    public boolean isClosed() {
        return session.pool().isClosed();
    }

    /// `<HttpClient 3 open, 1 idle, 0 waiting>`.
    @Override
    public String toString() {
        return "<HttpClient " + (isClosed() ? "closed" : session.pool()) + ">";
    }
}
