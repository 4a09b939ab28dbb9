// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Addresses, as texts that users typed and servers sent: what could mean two hosts to two readers
/// is refused. **Source** RFC 3986; RFC 9110, 4.2.
final class Urls {

    private static final int LONGEST = 64 * 1024;
    private static final Pattern UP_TO_HOST =
            Pattern.compile("([A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*");
    private static final Pattern ESCAPE = Pattern.compile("%[0-9A-Fa-f]{2}");
    private static final String NOT_IN_URLS = "\"<>[\\]^`{|}";

    private Urls() {}

    /// An address of HTTP: lower-case scheme and host, all ASCII, no user, no fragment.
    /// @throws IllegalArgumentException if it is none
    static URI parse(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "url: " + text.length() + " characters (expected: <= " + LONGEST + ")");
        }
        try {
            return checked(text, new URI(text));
        } catch (URISyntaxException broken) {
            throw wrong(text, "an address; what it must not hold is encoded by withQuery", broken);
        }
    }

    private static URI checked(String text, URI uri) throws URISyntaxException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw wrong(text, "http:// or https://", null);
        }
        String authority = uri.getRawAuthority();
        if (authority == null || authority.isEmpty()) {
            throw wrong(text, "a host", null);
        }
        if (authority.indexOf('@') >= 0) {
            throw wrong(
                    text.replaceFirst("//[^@]*@", "//...@"),
                    "no user in it; say withBasicAuth",
                    null);
        }
        URI named = uri.getHost() == null ? new URI(scheme + "://" + inAscii(authority)) : uri;
        String host = named.getHost();
        if (host == null) {
            throw wrong(text, "a host that is a name or an address", null);
        }
        if (named.getPort() > 65535) {
            throw wrong(text, "a port up to 65535", null);
        }
        String rest =
                (uri.getRawPath() == null ? "" : uri.getRawPath())
                        + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
        String port = named.getPort() < 0 ? "" : ":" + named.getPort();
        String plain = scheme + "://" + host.toLowerCase(Locale.ROOT) + port + rest;
        return new URI(new URI(plain).toASCIIString());
    }

    /// A name of other letters, as the name service knows it.
    private static String inAscii(String authority) {
        int colon = authority.lastIndexOf(':');
        String name = colon < 0 ? authority : authority.substring(0, colon);
        try {
            return IDN.toASCII(name, IDN.USE_STD3_ASCII_RULES)
                    + (colon < 0 ? "" : authority.substring(colon));
        } catch (IllegalArgumentException none) {
            return authority; // which is refused, then
        }
    }

    private static IllegalArgumentException wrong(
            String text, String rule, @Nullable Throwable cause) {
        String shown = text.length() > 200 ? text.substring(0, 200) + "..." : text;
        return new IllegalArgumentException("url: " + shown + " (expected: " + rule + ")", cause);
    }

    /// What is asked for at its host: path and query.
    static String target(URI url) {
        String path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
    }

    /// With one more parameter in its query.
    static URI withQuery(URI url, String name, String value) {
        String pair = encode(name) + "=" + encode(value);
        String text = url.toString();
        String separator = url.getRawQuery() == null ? "?" : url.getRawQuery().isEmpty() ? "" : "&";
        return URI.create(text + separator + pair);
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What servers send that have not encoded it, as browsers read it: a byte of the path or query
    /// that must not stand there is meant. Not so in the host, where it could mean another one.
    private static String encoded(String location) {
        Matcher host = UP_TO_HOST.matcher(location);
        int from = host.lookingAt() ? host.end() : 0;
        StringBuilder text = new StringBuilder(location.substring(0, from));
        for (int i = from; i < location.length(); i++) {
            char c = location.charAt(i);
            boolean fits =
                    c == '%'
                            ? ESCAPE.matcher(location).region(i, location.length()).lookingAt()
                            : c > ' ' && c < 0x7f && NOT_IN_URLS.indexOf(c) < 0;
            if (fits || c > 0xff) {
                text.append(c);
            } else {
                text.append('%').append(HexFormat.of().withUpperCase().toHexDigits((byte) c));
            }
        }
        return text.toString();
    }

    /// Where an answer sends its client.
    /// @throws IllegalArgumentException if that is no address of HTTP
    static URI resolve(URI base, String location) {
        try {
            URI relative = new URI(encoded(location));
            URI from = base.getRawPath().isEmpty() ? new URI(base + "/") : base;
            return parse(
                    relative.getRawPath() != null && relative.toString().startsWith("?")
                            ? base.toString().split("\\?", 2)[0] + relative
                            : from.resolve(relative).toString());
        } catch (URISyntaxException broken) {
            throw wrong(location, "an address", broken);
        }
    }
}
