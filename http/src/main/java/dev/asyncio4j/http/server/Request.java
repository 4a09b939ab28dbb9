// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.HttpError;
import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Cookies;
import dev.asyncio4j.http.wire.Head;
import dev.asyncio4j.http.wire.Targets;
import dev.asyncio4j.net.transport.BaseTransport;
import java.net.SocketAddress;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a client asks for. **Thread** loop. **Like** aiohttp's `web.Request`.
public final class Request {

    private static final int MOST_PARAMETERS = 1000;
    private static final int LONG = 60;

    // set once
    private final String method;
    private final String target;
    private final String version;
    private final Headers headers;
    private final RequestBody body;
    private final @Nullable SocketAddress peer;
    private final boolean secure;
    private final Supplier<Json> json;

    // loop only
    private final String path;
    private @Nullable List<String> query;
    private @Nullable Map<String, String> cookies;
    private Map<String, String> segments = Map.of();
    private final Map<Class<?>, Object> attached = new HashMap<>(0);
    private UnaryOperator<Response> finish = UnaryOperator.identity();

    Request(
            String method,
            String target,
            String version,
            Headers headers,
            RequestBody body,
            @Nullable SocketAddress peer,
            boolean secure,
            Supplier<Json> json) {
        this.method = method;
        this.target = target;
        this.version = version;
        this.headers = headers;
        this.body = body;
        String coding = RequestBody.coding(headers);
        if (coding != null) {
            body.refuse(RequestBody.refusal(coding, "identity"));
        }
        this.peer = peer;
        this.secure = secure;
        this.json = json;
        try {
            path = Targets.decode(Targets.rawPath(target));
        } catch (BadRequest wrong) {
            throw refused(wrong);
        }
    }

    static Request of(Head head, RequestBody body, BaseTransport transport, Supplier<Json> json) {
        return new Request(
                head.method(),
                head.target(),
                head.minor() == 1 ? "HTTP/1.1" : "HTTP/1.0",
                head.headers(),
                body,
                (SocketAddress) transport.extraInfo("peername"),
                transport.extraInfo("ssl_object") != null,
                json);
    }

    private static HttpError refused(BadRequest wrong) {
        return new HttpError(
                wrong.status() < 500 ? wrong.status() : 400, String.valueOf(wrong.getMessage()));
    }

    // ---- the first line

    /// `GET`, `POST`: as it was sent.
    public String method() {
        return method;
    }

    /// Path and query, as they were sent.
    public String target() {
        return target;
    }

    /// The path, decoded, without the query: `/hello/wörld`. `*` asks for all of the server.
    public String path() {
        return path;
    }

    /// `HTTP/1.1`, `HTTP/1.0` or `HTTP/2`.
    public String version() {
        return version;
    }

    /// What stood at that place of the router's pattern: `path("name")` for `/hello/{name}`.
    /// @throws IllegalArgumentException if the pattern has no such place
    public String path(String name) {
        String segment = segments.get(name);
        if (segment == null) {
            throw new IllegalArgumentException(
                    "name: " + name + " (expected: one of " + segments.keySet() + ")");
        }
        return segment;
    }

    /// [#path(String)]; null if the pattern has no such place, or there is no pattern.
    @Nullable String segment(String name) {
        return segments.get(name);
    }

    void setSegments(Map<String, String> found) {
        segments = found;
    }

    /// The first value of a parameter of the query, decoded; null if there is none.
    /// @throws HttpError 400, if the query is broken or has more than 1,000 parameters
    public @Nullable String query(String name) {
        List<String> pairs = queryPairs();
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                return pairs.get(i + 1);
            }
        }
        return null;
    }

    /// [#query(String)], or `fallback`.
    public String query(String name, String fallback) {
        String value = query(name);
        return value == null ? fallback : value;
    }

    /// All values of a parameter of the query, in order.
    /// @throws HttpError 400, as [#query(String)]
    public List<String> queryAll(String name) {
        List<String> pairs = queryPairs();
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.size(); i += 2) {
            if (pairs.get(i).equals(name)) {
                values.add(pairs.get(i + 1));
            }
        }
        return values;
    }

    private List<String> queryPairs() {
        List<String> pairs = query;
        if (pairs == null) {
            try {
                pairs = Targets.pairs(Targets.rawQuery(target), MOST_PARAMETERS);
            } catch (BadRequest wrong) {
                throw refused(wrong);
            }
            query = pairs;
        }
        return pairs;
    }

    // ---- the fields

    /// The header fields.
    public Headers headers() {
        return headers;
    }

    /// The first value of a header field; null if there is none.
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    /// The value of a cookie; null if there is none.
    /// @throws HttpError 400, if there are more than 100
    public @Nullable String cookie(String name) {
        Map<String, String> found = cookies;
        if (found == null) {
            try {
                found = Cookies.of(headers);
            } catch (BadRequest wrong) {
                throw refused(wrong);
            }
            cookies = found;
        }
        return found.get(name);
    }

    // ---- the body

    /// The body, piece by piece.
    public RequestBody body() {
        return body;
    }

    /// All of the body. **Suspends** until it is here. **If cancelled** what has come is lost.
    /// Awaiting it fails with [HttpError] 413, if it is longer than the limit ([Limits#body()]),
    /// and with a `ConnectionResetError` if the client is gone.
    public Coroutine<byte[]> bytes() {
        return async("request.bytes", body::readAll);
    }

    /// All of the body, as text in UTF-8, or in the charset that the client names. **Suspends**
    /// and fails as [#bytes()], and with [HttpError] 415, if the charset is unknown.
    public Coroutine<String> text() {
        return async("request.text", () -> new String(body.readAll(), charset()));
    }

    private Charset charset() {
        String type = headers.get("content-type", "");
        int at = type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name = type.substring(at + 8).split(";", 2)[0].strip().replace("\"", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            throw new HttpError(415, "an unknown charset");
        }
    }

    /// All of the body, as an object, by the server's [Json]. **Suspends** and fails as
    /// [#bytes()], and with [HttpError] 400 if it is not JSON of that type, or `null`.
    public <T> Coroutine<T> json(Class<T> type) {
        return async(
                "request.json",
                () -> {
                    Json library = json.get();
                    byte[] bytes = body.readAll();
                    try {
                        return Objects.requireNonNull(library.read(bytes, type), "null");
                    } catch (Exception wrong) {
                        HttpError answer = new HttpError(400, "the body is not the JSON expected");
                        answer.initCause(wrong);
                        throw answer;
                    }
                });
    }

    /// All of the body, as the fields of a form that was sent URL-encoded. **Suspends** and fails
    /// as [#bytes()], and with [HttpError] 415 if it is no such form, 400 if it is broken or has
    /// more than 1,000 fields.
    public Coroutine<Form> form() {
        return async(
                "request.form",
                () -> {
                    String type = headers.get("content-type", "").split(";", 2)[0].strip();
                    if (!type.equalsIgnoreCase("application/x-www-form-urlencoded")) {
                        throw new HttpError(
                                415, "expected a body of application/x-www-form-urlencoded");
                    }
                    String text = new String(body.readAll(), StandardCharsets.UTF_8);
                    try {
                        return new Form(Targets.pairs(text, MOST_PARAMETERS));
                    } catch (BadRequest wrong) {
                        throw refused(wrong);
                    }
                });
    }

    /// The parts of a form that was sent as `multipart/form-data`, one by one, files among them.
    /// **Suspends** never; the parts do.
    /// @throws HttpError 415 if it is no such form, 400 if it names no boundary
    public Multipart multipart() {
        return multipart(MultipartLimits.defaults());
    }

    /// [#multipart()] with other limits.
    /// @throws HttpError as [#multipart()]
    public Multipart multipart(MultipartLimits limits) {
        return Multipart.of(this, limits);
    }

    // ---- around it

    /// Where it came from: the next hop, which may be a proxy; null if that is unknown.
    public @Nullable SocketAddress peer() {
        return peer;
    }

    /// Whether its connection is encrypted.
    public boolean isSecure() {
        return secure;
    }

    /// How answers to it write objects.
    Json json() {
        return json.get();
    }

    /// Attaches a thing, for the handlers behind this one: a user, say. One of each type.
    public <T> void attach(Class<T> type, T thing) {
        attached.put(type, type.cast(thing));
    }

    /// What was attached; null if nothing of that type was.
    public <T> @Nullable T attached(Class<T> type) {
        return type.cast(attached.get(type));
    }

    /// Lets that have the last word about the answer, whoever makes it: what stands around a
    /// handler
    /// does not see how its failure is answered.
    void finishBy(UnaryOperator<Response> touch) {
        UnaryOperator<Response> before = finish;
        finish = response -> touch.apply(before.apply(response));
    }

    /// The answer as it is to be sent.
    Response finished(Response response) {
        return finish.apply(response);
    }

    /// `GET /hello`, without the query, which may hold secrets.
    String summary() {
        String plain = Targets.rawPath(target);
        return method + " " + (plain.length() > LONG ? plain.substring(0, LONG) + "..." : plain);
    }

    /// `<Request GET /hello>`.
    @Override
    public String toString() {
        return "<Request " + summary() + ">";
    }
}
