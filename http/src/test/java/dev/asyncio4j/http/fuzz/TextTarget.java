// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import dev.asyncio4j.http.message.Cookie;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.BadRequest;
import dev.asyncio4j.http.wire.Cookies;
import dev.asyncio4j.http.wire.MultipartParser;
import dev.asyncio4j.http.wire.Parameters;
import dev.asyncio4j.http.wire.SetCookie;
import dev.asyncio4j.http.wire.Targets;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What is read as a whole, as a text: a parser of one field.
@FunctionalInterface
interface TextTarget extends Target {

    /// Reads it, one character a byte.
    void read(String text) throws Exception;

    @Override
    default void take(byte[] input) throws Exception {
        try {
            read(new String(input, StandardCharsets.ISO_8859_1));
        } catch (BadRequest refusal) {
            Claim.that(refusal.status() >= 400 && refusal.status() < 500, "a refusal");
        }
    }

    /// Paths and queries: what is decoded stays in its tree, and is the same when it is encoded and
    /// decoded once more.
    static void target(String text) throws BadRequest {
        String path = Targets.decode(text);
        for (String segment : path.split("/", -1)) {
            boolean leaves = segment.equals("..") || segment.equals(".");
            Claim.that(!leaves || !path.contains("/"), "a path that leaves its tree: " + path);
        }
        Claim.that(path.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\'), "a path");
        Claim.same(
                Targets.decode(encoded(path).replace("%2F", "/")), path, "a path, decoded again");
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// Forms: so many pairs at most, and the same pairs when they are encoded once more.
    static void form(String text) throws BadRequest {
        List<String> pairs = Targets.pairs(text, 10);
        Claim.that(pairs.size() <= 20 && pairs.size() % 2 == 0, "pairs");
        StringBuilder again = new StringBuilder();
        for (int i = 0; i < pairs.size(); i += 2) {
            again.append('&').append(URLEncoder.encode(pairs.get(i), StandardCharsets.UTF_8));
            again.append('=').append(URLEncoder.encode(pairs.get(i + 1), StandardCharsets.UTF_8));
        }
        Claim.same(Targets.pairs(again.toString(), 10), pairs, "pairs, decoded again");
    }

    /// Fields with parameters, and boundaries.
    static void parameters(String text) throws BadRequest {
        Parameters read = Parameters.of(text);
        StringBuilder again = new StringBuilder(read.value());
        for (Map.Entry<String, String> each : read.named().entrySet()) {
            Claim.same(each.getKey(), each.getKey().toLowerCase(Locale.ROOT), "small letters");
            String quoted = each.getValue().replace("\\", "\\\\").replace("\"", "\\\"");
            again.append("; ").append(each.getKey()).append("=\"").append(quoted).append('"');
        }
        Claim.same(Parameters.of(again.toString()), read, "a field, read again");
        String boundary = MultipartParser.boundary(text);
        Claim.that(boundary == null || boundary.length() <= 70, "a boundary");
    }

    /// The cookies of a request.
    static void cookies(String text) throws BadRequest {
        Map<String, String> cookies = Cookies.of(Headers.checked(new String[] {"cookie", text}));
        Claim.that(cookies.size() <= 100, "too many cookies");
        for (Map.Entry<String, String> each : cookies.entrySet()) {
            Cookie.of(each.getKey(), each.getValue()); // or it could not be set
        }
    }

    /// A cookie that an answer sets.
    static void setCookie(String text) {
        SetCookie cookie = SetCookie.of(text);
        if (cookie != null) {
            Claim.that(
                    (cookie.name() + cookie.value()).chars().noneMatch(c -> c <= ' ' || c == ';'),
                    "a cookie that holds another");
        }
    }

    /// Names and values of fields: what is accepted splits nothing.
    static void field(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        String value = text.substring(colon + 1);
        try {
            Headers.of(name, value);
        } catch (IllegalArgumentException refusal) {
            String why = refusal.getMessage();
            Claim.that(why.chars().noneMatch(c -> c < ' ' || c >= 0x7f), "an echo in a message");
            return;
        }
        Claim.that(name.chars().noneMatch(c -> c <= ' ' || c >= 0x7f), "a name");
        Claim.that(value.chars().noneMatch(c -> c == '\r' || c == '\n' || c == 0), "a value");
        Claim.same(value.strip(), value, "a value without blanks around it");
    }
}
