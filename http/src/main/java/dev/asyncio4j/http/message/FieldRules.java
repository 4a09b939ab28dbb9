// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.message;

import java.util.Objects;

/// What names and values of header fields may hold. **Source** RFC 9110, 5.1 and 5.5.
final class FieldRules {

    private static final String SIGNS = "!#$%&'*+-.^_`|~";

    private FieldRules() {}

    /// @throws IllegalArgumentException unless it is a token
    static void checkName(String name) {
        boolean fits = !Objects.requireNonNull(name, "name").isEmpty();
        for (int i = 0; fits && i < name.length(); i++) {
            fits = isTokenCharacter(name.charAt(i));
        }
        if (!fits) {
            throw new IllegalArgumentException(
                    "name: "
                            + shown(name)
                            + " (expected: a token, letters, digits and "
                            + SIGNS
                            + ")");
        }
    }

    static boolean isTokenCharacter(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || SIGNS.indexOf(c) >= 0;
    }

    /// @throws IllegalArgumentException if it holds what ends a field, or has white space around it
    static void checkValue(String name, String value) {
        Objects.requireNonNull(value, name);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
                throw new IllegalArgumentException(
                        name
                                + ": "
                                + shown(value)
                                + " (expected: no control characters, and none above 0xff)");
            }
        }
        if (!value.isEmpty()
                && (isBlank(value.charAt(0)) || isBlank(value.charAt(value.length() - 1)))) {
            throw new IllegalArgumentException(
                    name + ": " + shown(value) + " (expected: no white space around it)");
        }
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }

    /// A text that nobody need trust.
    static String shown(String text) {
        StringBuilder safe = new StringBuilder("\"");
        for (int i = 0; i < text.length() && i < 80; i++) {
            char c = text.charAt(i);
            if (c < ' ' || c >= 0x7f) {
                safe.append("\\u%04x".formatted((int) c));
            } else {
                safe.append(c);
            }
        }
        return safe.append(text.length() > 80 ? "...\"" : "\"").toString();
    }
}
