// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// A field's value with parameters: `form-data; name="a"; filename="b.txt"`. **Source** RFC 9110,
/// 5.6.6. **Thread** any.
///
/// @param value what stands before them, in small letters
/// @param named the parameters, their names in small letters
public record Parameters(String value, Map<String, String> named) {

    /// Takes a field apart. In quotes, a backslash before a quote or a backslash says that it is
    /// one; before anything else it is itself, as some send names of files.
    /// @throws BadRequest 400, if it is not of that form, or a name comes twice
    public static Parameters of(String field) throws BadRequest {
        int semicolon = field.indexOf(';');
        String value = semicolon < 0 ? field : field.substring(0, semicolon);
        Map<String, String> named = new LinkedHashMap<>();
        int at = semicolon;
        while (at >= 0 && at < field.length()) {
            int equals = field.indexOf('=', at);
            if (field.charAt(at) != ';' || equals < 0) {
                throw broken();
            }
            String name = field.substring(at + 1, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder text = new StringBuilder();
            at = value(field, equals + 1, text);
            if (!isToken(name) || named.putIfAbsent(name, text.toString()) != null) {
                throw broken();
            }
        }
        return new Parameters(value.strip().toLowerCase(Locale.ROOT), named);
    }

    /// @return where the next semicolon is, or the end
    private static int value(String field, int from, StringBuilder text) throws BadRequest {
        if (!field.startsWith("\"", from)) {
            int end = field.indexOf(';', from);
            end = end < 0 ? field.length() : end;
            text.append(field.substring(from, end).strip());
            if (!isToken(text)) {
                throw broken();
            }
            return end;
        }
        int at = from + 1;
        while (at < field.length() && field.charAt(at) != '"') {
            boolean escapes =
                    field.charAt(at) == '\\'
                            && at + 1 < field.length()
                            && (field.charAt(at + 1) == '"' || field.charAt(at + 1) == '\\');
            at += escapes ? 1 : 0;
            text.append(field.charAt(at));
            at++;
        }
        if (at >= field.length()) {
            throw broken();
        }
        at++;
        while (at < field.length() && field.charAt(at) == ' ') {
            at++;
        }
        return at;
    }

    private static boolean isToken(CharSequence text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c >= 0x7f || "\"(),/:;<=>?@[\\]{}".indexOf(c) >= 0) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static BadRequest broken() {
        return new BadRequest(400, "a field with broken parameters");
    }
}
