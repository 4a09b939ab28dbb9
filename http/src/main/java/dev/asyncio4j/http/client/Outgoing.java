// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What of a request is written before its body.
///
/// @param target as its first line has it
/// @param headers all of them
/// @param decompresses whether the body of the answer is to be decompressed
record Outgoing(String target, Headers headers, boolean decompresses) {

    /// Methods of which servers expect to hear how long the body is, even if there is none.
    private static final Set<String> WITH_BODIES = Set.of("POST", "PUT", "PATCH");

    /// Fields that are a connection's own, or said otherwise in HTTP/2. **Source** RFC 9113, 8.2.2.
    private static final Set<String> NOT_SHARED =
            Set.of(
                    "host",
                    "connection",
                    "keep-alive",
                    "proxy-connection",
                    "transfer-encoding",
                    "upgrade",
                    "te");

    /// @param direct whether no proxy looks into its connection, as it is shared, or will be
    /// another
    ///     protocol's
    static Outgoing of(
            ClientRequest request,
            RequestContent content,
            ClientOptions options,
            CookieJar jar,
            boolean direct) {
        Origin origin = Origin.of(request.url());
        Headers given = request.headers();
        Headers headers = Headers.of("host", given.get("host", origin.hostField()));
        headers = headers.with(given.without("host").without("cookie"));
        for (Headers.Field each : options.headers()) {
            boolean stays = request.isAstray() && isSecret(each.name());
            if (!stays && !given.contains(each.name())) {
                headers = headers.with(each.name(), each.value());
            }
        }
        String cookie =
                cookie(given.get("cookie"), options.cookies() ? jar.field(request.url()) : null);
        if (cookie != null) {
            headers = headers.with("cookie", cookie);
        }
        boolean part = given.contains("range"); // a part of a coded body cannot be decoded
        boolean decompresses = options.decompress() && !part && !request.method().equals("HEAD");
        if (options.decompress() && !part && !headers.contains("accept-encoding")) {
            headers = headers.with("accept-encoding", "gzip, deflate");
        }
        headers = framed(headers, request, content);
        Proxy proxy = options.unixSocket() == null ? options.proxy() : null;
        String target = Urls.target(request.url());
        if (proxy != null && !origin.isSecure() && !direct) {
            target = origin + target;
            String authorization = proxy.authorization();
            if (authorization != null) {
                headers = headers.set("proxy-authorization", authorization);
            }
        }
        return new Outgoing(target, headers, decompresses);
    }

    /// For a request that becomes another protocol.
    Outgoing withWish(Headers wish) {
        return new Outgoing(target, headers.without("accept-encoding").with(wish), false);
    }

    /// The head as HTTP/2 has it: cookies in crumbs, so that those that stay the same are small.
    /// **Source** RFC 9113, 8.2.3 and 8.3.1.
    Headers fields(ClientRequest request) {
        List<String> fields = new ArrayList<>(2 * headers.size() + 8);
        field(fields, ":method", request.method());
        field(fields, ":scheme", request.url().getScheme());
        field(fields, ":authority", headers.get("host", ""));
        field(fields, ":path", target);
        for (Headers.Field each : headers) {
            String name = each.name().toLowerCase(Locale.ROOT);
            String value = each.value().strip();
            if (name.equals("cookie")) {
                for (String crumb : value.split("; *", -1)) {
                    field(fields, name, crumb);
                }
            } else if (!NOT_SHARED.contains(name)) {
                field(fields, name, value);
            }
        }
        return Headers.checked(fields.toArray(String[]::new));
    }

    private static void field(List<String> fields, String name, String value) {
        fields.add(name);
        fields.add(value);
    }

    private static boolean isSecret(String name) {
        return Redirects.SECRET.contains(name.toLowerCase(Locale.ROOT));
    }

    private static @Nullable String cookie(@Nullable String given, @Nullable String kept) {
        return given == null ? kept : kept == null ? given : given + "; " + kept;
    }

    private static Headers framed(Headers headers, ClientRequest request, RequestContent content) {
        long length =
                switch (content) {
                    case RequestContent.Bytes(byte[] data) -> data.length;
                    case RequestContent.Pieces pieces -> pieces.length();
                    case RequestContent.AsJson _ ->
                            throw new IllegalStateException("written before");
                };
        Headers framed = headers;
        if (length < 0) {
            framed = headers.with("transfer-encoding", "chunked");
        } else if (length > 0 || WITH_BODIES.contains(request.method().toUpperCase(Locale.ROOT))) {
            framed = headers.with("content-length", Long.toString(length));
        }
        return request.expectsContinue() && length != 0
                ? framed.with("expect", "100-continue")
                : framed;
    }
}
