// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.Body;
import dev.asyncio4j.http.message.Cookie;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import dev.asyncio4j.http.websocket.WebSocket;
import dev.asyncio4j.http.websocket.WebSocketOptions;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// What a handler answers. Immutable; each `with` returns a changed copy. **Thread** any. **Like**
/// aiohttp's `web.Response`, and Starlette's.
public final class Response {

    /// Fields that say how a message is framed, which the server knows.
    private static final Set<String> OF_THE_SERVER =
            Set.of("connection", "keep-alive", "transfer-encoding", "upgrade", "proxy-connection");

    /// Writes a body piece by piece.
    @FunctionalInterface
    public interface Writing {

        /// Writes to `out`, and may await meanwhile, anything. The body ends when this returns.
        /// **If cancelled** the connection is closed, and the client sees that the body is not
        /// whole; so it is if this throws.
        void writeTo(BodyWriter out) throws Exception;
    }

    /// Talks over a WebSocket.
    @FunctionalInterface
    public interface Talk {

        /// Talks, as a part of the request's task, and may await. When this returns the socket is
        /// closed normally; if it throws, with 1011, and that is reported. **If cancelled** (the
        /// server stops) it is closed with 1001.
        void talk(WebSocket socket) throws Exception;
    }

    private final int status;
    private final Headers headers;
    private final Content content;

    Response(int status, Headers headers, Content content) {
        this.status = Status.check(status);
        this.headers = headers;
        this.content = content;
    }

    // ---- the kinds

    /// Without a body.
    /// @throws IllegalArgumentException if `status` is not between 200 and 999: what comes before
    ///     an answer is the server's
    public static Response of(int status) {
        if (status < 200) {
            throw new IllegalArgumentException("status: " + status + " (expected: 200 to 999)");
        }
        return new Response(status, Headers.none(), Content.NOTHING);
    }

    /// A text.
    public static Response text(String text) {
        return bytes("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// A page. What users have typed is to be escaped before.
    public static Response html(String page) {
        return bytes("text/html; charset=utf-8", page.getBytes(StandardCharsets.UTF_8));
    }

    /// An object as JSON, by the server's [dev.asyncio4j.http.message.Json].
    public static Response json(Object value) {
        return new Response(
                200,
                Headers.of("content-type", "application/json"),
                new Content.AsJson(Objects.requireNonNull(value, "value")));
    }

    /// Bytes of that type.
    /// @param data not to be changed afterwards
    public static Response bytes(String type, byte[] data) {
        return new Response(200, Headers.of("content-type", type), new Content.Bytes(data));
    }

    /// A body that is written piece by piece: `stream("text/csv", out -> { for (...)
    /// await(out.write(line)); })`.
    public static Response stream(String type, Writing writing) {
        return new Response(
                200,
                Headers.of("content-type", type),
                new Content.Streamed(Objects.requireNonNull(writing, "writing")));
    }

    /// Makes the connection a WebSocket. A request that asks for none is answered with 426, one of
    /// a
    /// page of another site with 403.
    public static Response webSocket(Talk talk) {
        return webSocket(WebSocketOptions.defaults(), talk);
    }

    /// [#webSocket(Talk)] with options.
    public static Response webSocket(WebSocketOptions options, Talk talk) {
        return new Response(
                101,
                Headers.none(),
                new Content.Upgrade(options, Objects.requireNonNull(talk, "talk")));
    }

    /// Events, sent by `body` for as long as the client listens, or until it returns:
    /// [EventStream].
    public static Response events(Body.InOfNothing<? super EventStream> body) {
        return events(EventStream.KEEP_ALIVE, body);
    }

    /// [#events(Body.InOfNothing)] with a comment after so long a silence.
    /// @throws IllegalArgumentException if `silence` is not longer than nothing
    public static Response events(Duration silence, Body.InOfNothing<? super EventStream> body) {
        if (silence.isNegative() || silence.isZero()) {
            throw new IllegalArgumentException("silence: " + silence + " (expected: > 0)");
        }
        Objects.requireNonNull(body, "body");
        return stream("text/event-stream", EventStream.writing(body, silence))
                .withHeader("cache-control", "no-store")
                .withHeader("x-accel-buffering", "no"); // nginx would hold them back
    }

    /// A file, or what of it the request asks for: part, or only whether it has changed. It is
    /// looked at when the answer is sent; if it is not there, the answer is 404. The type is that
    /// of
    /// its name, unless one is set. Whoever may choose the file is to be checked before;
    /// [StaticFiles] does.
    public static Response file(Path file) {
        return new Response(
                200, Headers.none(), new Content.WholeFile(Objects.requireNonNull(file, "file")));
    }

    /// Sends the client to another address, with GET: 303.
    public static Response redirect(String location) {
        return of(303).withHeader("location", location);
    }

    // ---- changed copies

    /// With another status.
    /// @throws IllegalArgumentException as [#of(int)]
    public Response withStatus(int newStatus) {
        return new Response(of(newStatus).status, headers, content);
    }

    /// With one more header field.
    /// @throws IllegalArgumentException if name or value are not fit for the wire, or the field is
    ///     the server's to set
    public Response withHeader(String name, String value) {
        if (OF_THE_SERVER.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: a field that the server does not set itself)");
        }
        return new Response(status, headers.with(name, value), content);
    }

    /// With that as the only field of the name.
    /// @throws IllegalArgumentException as [#withHeader(String, String)]
    public Response setHeader(String name, String value) {
        return new Response(status, headers.without(name), content).withHeader(name, value);
    }

    /// With these header fields, too.
    Response with(Headers more) {
        return new Response(status, headers.with(more), content);
    }

    /// With a cookie.
    public Response withCookie(Cookie cookie) {
        return withHeader("set-cookie", cookie.toString());
    }

    Response with(Headers newHeaders, Content newContent) {
        return new Response(status, newHeaders, newContent);
    }

    // ---- reading

    /// The status.
    public int status() {
        return status;
    }

    /// The header fields, without those that the server adds.
    public Headers headers() {
        return headers;
    }

    Content content() {
        return content;
    }

    /// `<Response 404 Not Found>`.
    @Override
    public String toString() {
        return "<Response " + status + " " + Status.reason(status) + ">";
    }
}
