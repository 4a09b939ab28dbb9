// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// Lets pages of other origins read answers, which browsers forbid otherwise:
/// `app.around(Cors.of("https://example.org"))`.
///
/// Answers to failures can be read, too, as those of `HttpError` and of `Router.on`: a page is to
/// know that it may not, or must log in.
///
/// What browsers ask before they send something unusual is answered here, with 204, or with 403 if
/// it is not allowed. Other requests go on to the handler, whatever they come from: this opens a
/// door, and closes none.
///
/// Immutable; each `with` returns a changed copy. **Thread** any. **Like** Starlette's
/// `CORSMiddleware`. **Source** the Fetch standard, 3.3.
public final class Cors implements UnaryOperator<Handler> {

    private static final String ORIGIN = "access-control-allow-origin";

    private final @Nullable Set<String> origins; // null: any
    private final Set<String> methods;
    private final Set<String> headers; // in small letters
    private final List<String> exposed;
    private final boolean credentials;
    private final Duration maxAge;

    private Cors(
            @Nullable Set<String> origins,
            Set<String> methods,
            Set<String> headers,
            List<String> exposed,
            boolean credentials,
            Duration maxAge) {
        this.origins = origins;
        this.methods = methods;
        this.headers = headers;
        this.exposed = exposed;
        this.credentials = credentials;
        this.maxAge = maxAge;
    }

    /// For pages of these origins: GET, HEAD and POST, `content-type`, no cookies, asked again
    /// after
    /// 10 minutes.
    /// @throws IllegalArgumentException if one is not an origin, as `https://example.org` is
    public static Cors of(String... origins) {
        Set<String> allowed = new LinkedHashSet<>();
        for (String origin : origins) {
            if (!isOrigin(origin)) {
                throw new IllegalArgumentException(
                        "origin: " + origin + " (expected: scheme://host or scheme://host:port)");
            }
            allowed.add(origin.toLowerCase(Locale.ROOT));
        }
        return first(allowed);
    }

    /// [#of(String...)] for pages of all origins: for what everybody may read.
    public static Cors ofAnyOrigin() {
        return first(null);
    }

    private static Cors first(@Nullable Set<String> origins) {
        return new Cors(
                origins,
                Set.of("GET", "HEAD", "POST"),
                Set.of("content-type"),
                List.of(),
                false,
                Duration.ofMinutes(10));
    }

    private static boolean isOrigin(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() != null
                    && text.equals(uri.getScheme() + "://" + uri.getAuthority())
                    && uri.getUserInfo() == null;
        } catch (URISyntaxException wrong) {
            return false;
        }
    }

    /// With these methods.
    /// @throws IllegalArgumentException if one is not fit for the wire
    public Cors withMethods(String... names) {
        return new Cors(origins, Set.of(checked(names)), headers, exposed, credentials, maxAge);
    }

    /// With these header fields of requests.
    /// @throws IllegalArgumentException if one is not fit for the wire
    public Cors withHeaders(String... names) {
        Set<String> small = new TreeSet<>();
        for (String name : checked(names)) {
            small.add(name.toLowerCase(Locale.ROOT));
        }
        return new Cors(origins, methods, small, exposed, credentials, maxAge);
    }

    /// Letting pages read these header fields of answers, too.
    /// @throws IllegalArgumentException if one is not fit for the wire
    public Cors withExposed(String... names) {
        return new Cors(origins, methods, headers, List.of(checked(names)), credentials, maxAge);
    }

    /// Letting pages send cookies, and read what is answered to them: what the user may, they may.
    /// @throws IllegalStateException if any origin may
    public Cors withCredentials() {
        if (origins == null) {
            throw new IllegalStateException(
                    "Cors is of any origin; name those that may act for the user");
        }
        return new Cors(origins, methods, headers, exposed, true, maxAge);
    }

    /// With so long until a browser asks again.
    /// @throws IllegalArgumentException if it is negative
    public Cors withMaxAge(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("time: " + time + " (expected: >= 0)");
        }
        return new Cors(origins, methods, headers, exposed, credentials, time);
    }

    private static String[] checked(String... names) {
        for (String name : names) {
            Headers.of(name, ""); // throws: methods are tokens as names of fields are
        }
        return names.clone();
    }

    @Override
    public Handler apply(Handler handler) {
        Objects.requireNonNull(handler, "handler");
        return request -> {
            String origin = request.header("origin");
            String method = request.header("access-control-request-method");
            if (origin != null && method != null && request.method().equals("OPTIONS")) {
                return asked(request, origin, method);
            }
            UnaryOperator<Response> open =
                    response -> origin == null ? varied(response) : opened(response, origin);
            request.finishBy(open); // for what is thrown: a page may read how it failed
            return open.apply(handler.handle(request));
        };
    }

    private boolean allows(String origin) {
        return origins == null || origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    private Response asked(Request request, String origin, String method) {
        if (!allows(origin)) {
            return varied(Exchange.plain(403, "this origin is not allowed"));
        }
        if (!methods.contains(method)) {
            return varied(Exchange.plain(403, "this method is not allowed"));
        }
        for (String field : request.headers().all("access-control-request-headers")) {
            for (String name : field.split(",", -1)) {
                String small = name.strip().toLowerCase(Locale.ROOT);
                if (!small.isEmpty() && !headers.contains(small)) {
                    return varied(Exchange.plain(403, "this header field is not allowed"));
                }
            }
        }
        Response response =
                opened(Response.of(204), origin)
                        .withHeader(
                                "access-control-allow-methods",
                                String.join(", ", new TreeSet<>(methods)))
                        .withHeader("access-control-max-age", "" + maxAge.toSeconds());
        return headers.isEmpty()
                ? response
                : response.withHeader(
                        "access-control-allow-headers", String.join(", ", new TreeSet<>(headers)));
    }

    private Response opened(Response response, String origin) {
        if (!allows(origin)) {
            return varied(response);
        }
        Response opened = varied(response).setHeader(ORIGIN, origins == null ? "*" : origin);
        if (credentials) {
            opened = opened.setHeader("access-control-allow-credentials", "true");
        }
        return exposed.isEmpty()
                ? opened
                : opened.setHeader("access-control-expose-headers", String.join(", ", exposed));
    }

    /// So that what was answered to one origin is not kept for another.
    private Response varied(Response response) {
        return origins == null
                        || response.headers().hasToken("vary", "origin")
                        || response.headers().hasToken("vary", "*")
                ? response
                : response.withHeader("vary", "origin");
    }

    /// `<Cors [https://example.org]>`.
    @Override
    public String toString() {
        return "<Cors " + (origins == null ? "of any origin" : origins) + ">";
    }
}
