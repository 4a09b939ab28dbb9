// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.onLoops;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.http.client.ClientOptions;
import dev.asyncio4j.http.client.HttpClient;
import dev.asyncio4j.http.server.Handler;
import dev.asyncio4j.http.server.HttpServer;
import dev.asyncio4j.http.server.ServerOptions;
import org.jspecify.annotations.Nullable;

/// The front door of HTTP.
///
/// ```java
/// import static dev.asyncio4j.Asyncio.*;
/// import static dev.asyncio4j.http.Http.*;
///
/// void main() {
///     run(serve(request -> Response.text("Hello!\n"), "127.0.0.1", 8080));
/// }
/// ```
public final class Http {

    private Http() {}

    /// Serves until it is cancelled, as by Ctrl-C: then it lets requests end, for up to 10 s.
    /// **Suspends** always. **If cancelled** so it ends; if cancelled again, at once. Awaiting it
    /// fails with `IOException` if the address cannot be bound. **Like** aiohttp's `web.run_app`.
    public static Coroutine<@Nullable Void> serve(Handler handler, String host, int port) {
        return serve(handler, host, port, ServerOptions.defaults());
    }

    /// [#serve(Handler, String, int)] with options. With several workers the handler is called on
    /// several loops, each of which has its own connections.
    /// @throws IllegalArgumentException if several workers are to share port 0
    public static Coroutine<@Nullable Void> serve(
            Handler handler, String host, int port, ServerOptions options) {
        if (options.workers() == 1) {
            return serveHere(handler, host, port, options);
        }
        if (port == 0) {
            throw new IllegalArgumentException(
                    "port: 0 (expected: a port that all workers can share)");
        }
        return async(
                "http.serve",
                () -> {
                    await(
                            onLoops(
                                    options.workers(),
                                    index -> serveHere(handler, host, port, options)));
                });
    }

    private static Coroutine<@Nullable Void> serveHere(
            Handler handler, String host, int port, ServerOptions options) {
        return async(
                "http.serve",
                () -> {
                    HttpServer server = await(startServer(handler, host, port, options));
                    await(server.serveForever());
                });
    }

    /// Starts a server on this loop, whatever number of workers the options name; the program goes
    /// on. [HttpServer#start(Handler, String, int, ServerOptions)].
    public static Coroutine<HttpServer> startServer(
            Handler handler, String host, int port, ServerOptions options) {
        return HttpServer.start(handler, host, port, options);
    }

    /// [#startServer(Handler, String, int, ServerOptions)] with the defaults.
    public static Coroutine<HttpServer> startServer(Handler handler, String host, int port) {
        return startServer(handler, host, port, ServerOptions.defaults());
    }

    // ---- asking

    /// A client, to be closed: `try (var client = Http.client()) {...}`. **Suspends** never.
    /// **Like** `aiohttp.ClientSession()`.
    /// @throws IllegalStateException if no loop runs here
    public static HttpClient client() {
        return new HttpClient();
    }

    /// [#client()] with options.
    /// @throws IllegalStateException if no loop runs here
    public static HttpClient client(ClientOptions options) {
        return new HttpClient(options);
    }
}
