// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Where a request goes: its target, and the parts of it. A path that could mean two things to two
/// readers, the one that guards it and the one that follows it, is refused. **Source** RFC 9112,
/// 3.2; RFC 3986, 2.1 and 3.3.
public final class Targets {

    private static final String UNRESERVED = "-._~";
    private static final String PATH = UNRESERVED + "!$&'()*+,;=:@/";

    private Targets() {}

    static boolean isHost(String host) {
        int colon = host.lastIndexOf(':');
        String name = host;
        if (colon >= 0 && host.indexOf(']', colon) < 0) {
            name = host.substring(0, colon);
            for (int i = colon + 1; i < host.length(); i++) {
                if (host.charAt(i) < '0' || host.charAt(i) > '9' || i > colon + 5) {
                    return false;
                }
            }
            if (name.isEmpty()) {
                return false;
            }
        }
        boolean literal = name.startsWith("[") && name.endsWith("]");
        for (int i = literal ? 1 : 0; i < name.length() - (literal ? 1 : 0); i++) {
            char c = name.charAt(i);
            boolean fits =
                    literal
                            ? c == ':' || c == '.' || Character.digit(c, 16) >= 0
                            : isLetterOrDigit(c) || c == '-' || c == '.' || c == '_';
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    static void check(String method, String target, String host) throws BadRequest {
        if (method.equals("CONNECT")) {
            throw new BadRequest(501, "CONNECT is not served");
        }
        if (target.equals("*") && method.equals("OPTIONS")) {
            return;
        }
        String path = target;
        if (!target.startsWith("/")) {
            int start = target.startsWith("http://") ? 7 : target.startsWith("https://") ? 8 : -1;
            if (start < 0) {
                throw new BadRequest(400, "a target that is neither a path nor an address");
            }
            int end = target.indexOf('/', start);
            String authority = target.substring(start, end < 0 ? target.length() : end);
            if (!authority.equalsIgnoreCase(host)) {
                throw new BadRequest(400, "a target at another host than the host field's");
            }
            path = end < 0 ? "/" : target.substring(end);
        }
        int query = path.indexOf('?');
        decode(query < 0 ? path : path.substring(0, query)); // throws
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '#' || c == '\\' || c == '"' || c == '<' || c == '>' || c <= ' '
                    || c >= 0x7f) {
                throw new BadRequest(400, "a target with a character that it must not hold");
            }
        }
    }

    /// The path of a target that was checked, as it was sent; `*` for all of the server.
    public static String rawPath(String target) {
        String path = target;
        if (!path.startsWith("/") && !path.equals("*")) {
            int end = path.indexOf('/', path.indexOf("//") + 2);
            path = end < 0 ? "/" : path.substring(end);
        }
        int query = path.indexOf('?');
        return query < 0 ? path : path.substring(0, query);
    }

    /// The query of a target, as it was sent; empty if there is none.
    public static String rawQuery(String target) {
        int query = target.indexOf('?');
        return query < 0 ? "" : target.substring(query + 1);
    }

    /// A path in words: what is encoded is decoded.
    /// @throws BadRequest if it leaves the tree, hides a separator or a NUL, or is not UTF-8
    public static String decode(String path) throws BadRequest {
        String decoded = path.indexOf('%') < 0 ? checkedPlain(path) : decoded(path);
        if (decoded.contains("/.")) {
            for (String segment : decoded.split("/", -1)) {
                if (segment.equals(".") || segment.equals("..")) {
                    throw new BadRequest(400, "a path with dots for a segment");
                }
            }
        }
        return decoded;
    }

    private static String checkedPlain(String path) throws BadRequest {
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (!isLetterOrDigit(c) && PATH.indexOf(c) < 0) {
                throw new BadRequest(400, "a path with a character that must be encoded");
            }
        }
        return path;
    }

    private static String decoded(String path) throws BadRequest {
        byte[] bytes = new byte[path.length()];
        int count = 0;
        for (int i = 0; i < path.length(); i++) {
            char c = path.charAt(i);
            if (c == '%') {
                int value = escaped(path, i);
                if (value < ' ' || value == 0x7f || value == '/' || value == '\\') {
                    throw new BadRequest(400, "a path with an escape that it must not hold");
                }
                bytes[count++] = (byte) value;
                i += 2;
            } else {
                if (!isLetterOrDigit(c) && PATH.indexOf(c) < 0) {
                    throw new BadRequest(400, "a path with a character that must be encoded");
                }
                bytes[count++] = (byte) c;
            }
        }
        return utf8(bytes, count, "a path");
    }

    /// The byte that an escape stands for; negative if it is broken.
    private static int escaped(String text, int at) {
        int high = at + 2 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
        int low = high < 0 ? -1 : Character.digit(text.charAt(at + 2), 16);
        return low < 0 ? -1 : high * 16 + low;
    }

    private static String utf8(byte[] bytes, int count, String what) throws BadRequest {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, count))
                    .toString();
        } catch (CharacterCodingException broken) {
            throw new BadRequest(400, what + " that is not UTF-8");
        }
    }

    /// The names and values of a query or a form, decoded, by turns.
    /// @param most how many pairs there may be
    /// @throws BadRequest if there are more, or an escape is broken
    public static List<String> pairs(String text, int most) throws BadRequest {
        List<String> pairs = new ArrayList<>();
        if (text.isEmpty()) {
            return pairs;
        }
        for (int from = 0; from <= text.length(); ) {
            int end = text.indexOf('&', from);
            String pair = text.substring(from, end < 0 ? text.length() : end);
            if (!pair.isEmpty()) {
                if (pairs.size() >= 2 * most) {
                    throw new BadRequest(400, "more than " + most + " parameters");
                }
                int equals = pair.indexOf('=');
                pairs.add(component(equals < 0 ? pair : pair.substring(0, equals)));
                pairs.add(equals < 0 ? "" : component(pair.substring(equals + 1)));
            }
            if (end < 0) {
                break;
            }
            from = end + 1;
        }
        return pairs;
    }

    private static String component(String text) throws BadRequest {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        String escapes = new String(raw, StandardCharsets.ISO_8859_1);
        int count = 0;
        for (int i = 0; i < raw.length; i++) {
            byte each = raw[i];
            if (each == '%') {
                int value = escaped(escapes, i);
                if (value < 0) {
                    throw new BadRequest(400, "a parameter with a broken escape");
                }
                each = (byte) value;
                i += 2;
            } else if (each == '+') {
                each = ' ';
            }
            raw[count++] = each; // never ahead of what is read
        }
        return utf8(raw, count, "a parameter");
    }
}
