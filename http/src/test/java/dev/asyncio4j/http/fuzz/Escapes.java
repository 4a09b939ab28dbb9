// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Bytes, as files of cases have them: `\r`, `\n`, `\t`, `\\`, `\x1b`, and `(3 times x)`.
public final class Escapes {

    private static final Pattern TIMES = Pattern.compile("\\((\\d+) times (.)\\)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(x[0-9a-f]{2}|.)");

    private Escapes() {}

    /// The bytes, one a character.
    public static String unescaped(String text) {
        String whole =
                TIMES.matcher(text)
                        .replaceAll(
                                found -> found.group(2).repeat(Integer.parseInt(found.group(1))));
        return ESCAPE.matcher(whole)
                .replaceAll(found -> Matcher.quoteReplacement(one(found.group(1))));
    }

    private static String one(String escape) {
        return switch (escape.charAt(0)) {
            case 'r' -> "\r";
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'x' -> String.valueOf((char) Integer.parseInt(escape.substring(1), 16));
            default -> escape;
        };
    }

    /// As a line of such a file.
    public static String escaped(byte[] bytes) {
        StringBuilder line = new StringBuilder();
        for (char c : new String(bytes, StandardCharsets.ISO_8859_1).toCharArray()) {
            switch (c) {
                case '\r' -> line.append("\\r");
                case '\n' -> line.append("\\n");
                case '\t' -> line.append("\\t");
                case '\\' -> line.append("\\\\");
                default -> line.append(c < ' ' || c >= 0x7f ? "\\x%02x".formatted((int) c) : c);
            }
        }
        return line.toString();
    }
}
