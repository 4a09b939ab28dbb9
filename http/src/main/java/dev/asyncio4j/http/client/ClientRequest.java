// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.AsyncIterable;
import dev.asyncio4j.http.message.Headers;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What is asked of a server. Immutable; each `with` returns a changed copy. **Thread** any.
/// **Like** the arguments of aiohttp's `session.request`.
///
/// ```java
/// ClientRequest.post("https://example.org/orders")
///         .withQuery("dry", "yes")
///         .withJson(order)
/// ```
public final class ClientRequest {

    static final RequestContent NO_CONTENT = new RequestContent.Bytes(new byte[0]);

    /// Fields that say where a message ends or goes, which the client knows.
    private static final Set<String> OF_THE_CLIENT =
            Set.of(
                    "connection",
                    "keep-alive",
                    "transfer-encoding",
                    "content-length",
                    "upgrade",
                    "expect",
                    "te",
                    "proxy-connection");

    /// Those that may be sent once more without harm. **Source** RFC 9110, 9.2.2.
    private static final Set<String> IDEMPOTENT =
            Set.of("GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE");

    private final String method;
    private final URI url;
    private final Headers headers;
    private final RequestContent content;
    private final boolean expectsContinue;
    private final @Nullable Timeouts timeouts;
    private final boolean astray; // a redirect has taken it to another origin

    private ClientRequest(
            String method,
            URI url,
            Headers headers,
            RequestContent content,
            boolean expectsContinue,
            @Nullable Timeouts timeouts,
            boolean astray) {
        this.method = method;
        this.url = url;
        this.headers = headers;
        this.content = content;
        this.expectsContinue = expectsContinue;
        this.timeouts = timeouts;
        this.astray = astray;
    }

    // ---- what is asked

    /// Any method: `of("PROPFIND", "https://example.org/")`.
    /// @throws IllegalArgumentException if `method` is no word of upper-case letters, or `url` is
    ///     no address of HTTP: `http://` or `https://`, a host, and no user
    public static ClientRequest of(String method, String url) {
        boolean fits = !method.isEmpty() && !method.equals("CONNECT");
        for (int i = 0; fits && i < method.length(); i++) {
            char c = method.charAt(i);
            fits = (c >= 'A' && c <= 'Z') || (i > 0 && (c == '-' || c == '_'));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "method: " + method + " (expected: upper-case letters, and not CONNECT)");
        }
        return new ClientRequest(
                method, Urls.parse(url), Headers.none(), NO_CONTENT, false, null, false);
    }

    /// GET.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest get(String url) {
        return of("GET", url);
    }

    /// POST.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest post(String url) {
        return of("POST", url);
    }

    /// PUT.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest put(String url) {
        return of("PUT", url);
    }

    /// PATCH.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest patch(String url) {
        return of("PATCH", url);
    }

    /// DELETE.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest delete(String url) {
        return of("DELETE", url);
    }

    /// HEAD: the answer without its body.
    /// @throws IllegalArgumentException as [#of(String, String)]
    public static ClientRequest head(String url) {
        return of("HEAD", url);
    }

    // ---- changed copies

    /// With one more parameter in the query, which is encoded here.
    public ClientRequest withQuery(String name, String value) {
        return to(method, Urls.withQuery(url, name, value), headers, content);
    }

    /// With one more header field.
    /// @throws IllegalArgumentException if name or value are not fit for the wire, or the field is
    ///     the client's to set
    public ClientRequest withHeader(String name, String value) {
        if (OF_THE_CLIENT.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: a field that the client does not set itself)");
        }
        return to(method, url, headers.with(name, value), content);
    }

    /// With that as the only field of the name.
    /// @throws IllegalArgumentException as [#withHeader(String, String)]
    public ClientRequest setHeader(String name, String value) {
        return to(method, url, headers.without(name), content).withHeader(name, value);
    }

    /// As this user; sent to no other host, whereto a redirect may lead. **Source** RFC 7617.
    /// @throws IllegalArgumentException if the name holds a colon
    public ClientRequest withBasicAuth(String name, String password) {
        return setHeader("authorization", Proxy.basic(name, password));
    }

    /// With this token; sent to no other host, whereto a redirect may lead. **Source** RFC 6750.
    /// @throws IllegalArgumentException if it is not fit for the wire
    public ClientRequest withBearer(String token) {
        return setHeader("authorization", "Bearer " + token);
    }

    /// With a body of that type.
    /// @param data not to be changed afterwards
    public ClientRequest withBody(String type, byte[] data) {
        return to(method, url, headers, new RequestContent.Bytes(data))
                .setHeader("content-type", type);
    }

    /// With a text as the body.
    public ClientRequest withText(String text) {
        return withBody("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
    }

    /// With an object as the body, written as JSON when it is sent.
    public ClientRequest withJson(Object value) {
        RequestContent json = new RequestContent.AsJson(Objects.requireNonNull(value, "value"));
        return to(method, url, headers, json).setHeader("content-type", "application/json");
    }

    /// With the fields of a form as the body.
    public ClientRequest withForm(Map<String, String> fields) {
        StringBuilder text = new StringBuilder();
        fields.forEach(
                (name, value) ->
                        text.append(text.isEmpty() ? "" : "&")
                                .append(Urls.encode(name))
                                .append('=')
                                .append(Urls.encode(value)));
        return withBody(
                "application/x-www-form-urlencoded",
                text.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /// With a body that is made while it is sent; it waits when the server takes less. It can be
    /// sent once only: a redirect that would send it again fails.
    public ClientRequest withPieces(String type, AsyncIterable<byte[]> pieces) {
        Objects.requireNonNull(pieces, "pieces");
        return to(method, url, headers, new RequestContent.Pieces(() -> pieces, -1, false))
                .setHeader("content-type", type);
    }

    /// [#withPieces(String, AsyncIterable)] that can be sent again: `pieces` gives them from the
    /// beginning each time.
    /// @param length of all pieces, in bytes; -1: nobody knows. Sending fails with
    ///     [IllegalStateException] if it is another
    /// @throws IllegalArgumentException if the length is less than -1
    public ClientRequest withPieces(
            String type, long length, Supplier<? extends AsyncIterable<byte[]>> pieces) {
        if (length < -1) {
            throw new IllegalArgumentException("length: " + length + " (expected: >= -1)");
        }
        Objects.requireNonNull(pieces, "pieces");
        return to(method, url, headers, new RequestContent.Pieces(pieces, length, true))
                .setHeader("content-type", type);
    }

    /// Sending the body only when the server has agreed to it, or has said nothing for a second:
    /// worth it for large ones that may be refused. **Source** RFC 9110, 10.1.1.
    public ClientRequest withExpectContinue() {
        return new ClientRequest(method, url, headers, content, true, timeouts, astray);
    }

    /// With these times, instead of the client's.
    public ClientRequest withTimeouts(Timeouts newTimeouts) {
        return new ClientRequest(
                method, url, headers, content, expectsContinue, newTimeouts, astray);
    }

    /// The same, but for these.
    ClientRequest to(String newMethod, URI newUrl, Headers newHeaders, RequestContent newContent) {
        return new ClientRequest(
                newMethod, newUrl, newHeaders, newContent, expectsContinue, timeouts, astray);
    }

    /// The same, at an origin that its user did not name.
    ClientRequest astray() {
        return new ClientRequest(method, url, headers, content, expectsContinue, timeouts, true);
    }

    // ---- reading

    /// `GET`, `POST`.
    public String method() {
        return method;
    }

    /// Where it goes.
    public URI url() {
        return url;
    }

    /// The header fields, without those that the client adds.
    public Headers headers() {
        return headers;
    }

    RequestContent content() {
        return content;
    }

    boolean expectsContinue() {
        return expectsContinue;
    }

    Timeouts timeouts(Timeouts otherwise) {
        return timeouts == null ? otherwise : timeouts;
    }

    /// Whether a redirect has taken it to another origin: what is secret stays away from it then,
    /// also if it comes back, since it is that other one who says what is asked for.
    boolean isAstray() {
        return astray;
    }

    /// Whether it may be sent once more, though the first may have arrived.
    boolean isRepeatable() {
        return IDEMPOTENT.contains(method) && content.isRepeatable();
    }

    /// `GET http://example.org/orders`, without the query, which may hold secrets.
    String summary() {
        String plain = url.toString().split("\\?", 2)[0];
        return method + " " + (plain.length() > 100 ? plain.substring(0, 100) + "..." : plain);
    }

    /// `<ClientRequest GET http://example.org/orders>`.
    @Override
    public String toString() {
        return "<ClientRequest " + summary() + ">";
    }
}
