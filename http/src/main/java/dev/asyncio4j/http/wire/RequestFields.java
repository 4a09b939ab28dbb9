// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A request of HTTP/2 in the words of HTTP/1.1, which handlers know. What is malformed ends the
/// stream; what is well-formed, but not to be served, is answered. Netty's decoder has looked at
/// names, order and fields of a connection. **Source** RFC 9113, 8.2 and 8.3.
public final class RequestFields {

    private static final int EXTRA = 32; // what a field counts beyond its bytes

    private final int stream;
    private final @Nullable String[] pseudo = new @Nullable String[4];
    private final List<String> fields;
    private final StringBuilder cookies = new StringBuilder();
    private int bytes; // of the fields, as they are counted

    private RequestFields(int stream, int size) {
        this.stream = stream;
        fields = new ArrayList<>(2 * size);
    }

    /// The head that the fields are.
    /// @param end whether there is no body
    /// @throws FrameFault if they are malformed
    /// @throws BadRequest if that is not to be served
    public static Head head(int stream, Headers all, boolean end, HeadRules rules)
            throws FrameFault, BadRequest {
        RequestFields mine = new RequestFields(stream, all.size() + 1);
        mine.take(all);
        return mine.check(end, rules);
    }

    /// Looks at a trailer, which is dropped then.
    /// @throws FrameFault if it is malformed
    public static void checkTrailer(int stream, Headers fields, boolean end) throws FrameFault {
        if (!end) {
            throw malformed(stream, "fields in the middle of a body");
        }
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (name.startsWith(":") || !HeadRules.mayBeTrailer(name)) {
                throw malformed(stream, "a trailer that must not be one");
            }
        }
    }

    private static FrameFault malformed(int stream, String why) {
        return new FrameFault(stream, ErrorCode.PROTOCOL_ERROR, why);
    }

    private void take(Headers all) throws FrameFault {
        fields.add("host"); // whose value is known at the end
        fields.add("");
        for (int i = 0; i < all.size(); i++) {
            String name = all.name(i);
            String value = all.value(i);
            if (name.charAt(0) == ':') {
                int which = index(name);
                if (which < 0 || pseudo[which] != null) {
                    throw malformed(stream, "a field " + name + " that is one too many");
                }
                pseudo[which] = value;
                continue;
            }
            bytes += name.length() + value.length() + EXTRA;
            if (name.equals("cookie")) { // may come in crumbs
                cookies.append(cookies.isEmpty() ? "" : "; ").append(value);
            } else if (name.equals("host")) {
                if (!fields.get(1).isEmpty()) {
                    throw malformed(stream, "two host fields");
                }
                fields.set(1, value);
            } else {
                fields.add(name);
                fields.add(value);
            }
        }
        if (!cookies.isEmpty()) {
            fields.add("cookie");
            fields.add(cookies.toString());
        }
    }

    private static int index(String name) {
        return switch (name) {
            case ":method" -> 0;
            case ":path" -> 1;
            case ":scheme" -> 2;
            case ":authority" -> 3;
            default -> -1;
        };
    }

    private Head check(boolean end, HeadRules rules) throws FrameFault, BadRequest {
        String method = pseudo[0];
        String path = pseudo[1];
        String scheme = pseudo[2];
        if ("CONNECT".equals(method) && path == null && scheme == null) {
            throw new BadRequest(501, "CONNECT is not served");
        }
        if (method == null || path == null || path.isEmpty() || scheme == null) {
            throw malformed(stream, "a request without method, path or scheme");
        }
        if (!isToken(method)) {
            throw malformed(stream, "a method that is no token");
        }
        if (path.charAt(0) != '/' && !path.equals("*")) {
            throw malformed(stream, "a path that does not begin with a slash");
        }
        String host = host(pseudo[3], fields.get(1));
        fields.set(1, host);
        checkSize(method, path, rules);
        Headers headers = Headers.checked(fields.toArray(String[]::new));
        long length = length(headers, end);
        String kind = scheme.toLowerCase(Locale.ROOT);
        if (!kind.equals("http") && !kind.equals("https")) {
            throw new BadRequest(400, "a scheme other than http and https");
        }
        if (host.isEmpty() || !Targets.isHost(host)) {
            throw new BadRequest(400, "a request that names no host");
        }
        HeadRules.checkExpect(headers);
        Targets.check(method, path, host);
        return new Head(method, path, 1, headers, length); // what 1.1 means, it means, too
    }

    private static boolean isToken(String method) {
        for (int i = 0; i < method.length(); i++) {
            char c = method.charAt(i);
            boolean fits =
                    (c >= 'A' && c <= 'Z')
                            || (c >= 'a' && c <= 'z')
                            || (c >= '0' && c <= '9')
                            || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
            if (!fits) {
                return false;
            }
        }
        return !method.isEmpty();
    }

    private String host(@Nullable String authority, String field) throws FrameFault {
        if (authority == null) {
            return field;
        }
        if (!field.isEmpty() && !field.equalsIgnoreCase(authority)) {
            throw malformed(stream, "a host field that is not the authority");
        }
        return authority;
    }

    private void checkSize(String method, String path, HeadRules rules) throws BadRequest {
        if (method.length() + path.length() > rules.maxLine()) {
            throw new BadRequest(414, "a target of more than " + rules.maxLine() + " bytes");
        }
        if (bytes > rules.maxBytes()) {
            throw new BadRequest(431, "header fields of more than " + rules.maxBytes() + " bytes");
        }
        if (fields.size() / 2 > rules.maxCount()) {
            throw new BadRequest(431, "more than " + rules.maxCount() + " header fields");
        }
    }

    private long length(Headers headers, boolean end) throws FrameFault {
        boolean told = headers.contains("content-length");
        if (!told) {
            return end ? 0 : -1;
        }
        try {
            long length = HeadRules.length(headers, 1);
            if (end && length > 0) {
                throw malformed(stream, "a body that is shorter than its content-length");
            }
            return length;
        } catch (BadRequest wrong) {
            throw malformed(stream, String.valueOf(wrong.getMessage()));
        }
    }
}
