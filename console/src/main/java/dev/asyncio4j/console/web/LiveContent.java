// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A program that runs: a stream of pictures, and controls.
public final class LiveContent implements Content {

    /// Of the stream. Chunks, which are for what has no length, are written here in pieces of 4
    /// KiB,
    /// of which the system sends each only when the one before has been acknowledged: 40 ms each.
    private static final long ENDLESS = 1L << 50;

    private static final Pattern CONTROL =
            Pattern.compile(
                    "\\{\"do\":\"([a-z]{1,10})\"(?:,\"value\":(\\d{1,9}(?:\\.\\d{1,6})?))?\\}");

    private final Feed feed;
    private final Viewers viewers;

    /// @param feed does what viewers wish
    /// @param viewers who looks
    public LiveContent(Feed feed, Viewers viewers) {
        this.feed = feed;
        this.viewers = viewers;
    }

    @Override
    public Map<String, Guard.Route> routes() {
        return Map.of("/events", Guard.Route.STREAM, "/control", Guard.Route.CONTROL);
    }

    @Override
    public @Nullable String recording() {
        return null;
    }

    @Override
    public void answer(HttpExchange exchange, String target, String body)
            throws IOException, InterruptedException {
        if (target.equals("/events")) {
            stream(exchange);
        } else {
            control(exchange, body);
        }
    }

    private void stream(HttpExchange exchange) throws IOException, InterruptedException {
        if (!viewers.hasRoom()) {
            WebServer.refuse(exchange, new Refusal(503, "eight viewers are enough"));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, ENDLESS);
        viewers.serve(exchange, exchange.getResponseBody(), feed);
    }

    private void control(HttpExchange exchange, String body) throws IOException {
        Matcher wish = CONTROL.matcher(body);
        if (!wish.matches()) {
            WebServer.refuse(exchange, new Refusal(400, "that is not understood"));
            return;
        }
        String value = wish.group(2);
        if (feed.control(wish.group(1), value == null ? 0 : Double.parseDouble(value))) {
            exchange.sendResponseHeaders(204, -1);
        } else {
            WebServer.refuse(exchange, new Refusal(400, "that cannot be done"));
        }
    }

    @Override
    public void close() {
        viewers.close();
    }
}
