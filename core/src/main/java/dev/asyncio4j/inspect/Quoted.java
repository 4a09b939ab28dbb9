// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

/// Text of a user in a report: in quotes, and on one line, whatever is in it. **Thread** any.
final class Quoted {

    private Quoted() {}

    /// As Python's `repr` of a text: in single quotes, in double ones if it has single ones only;
    /// control characters, which a terminal might obey, as escapes.
    static String of(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints().forEach(point -> append(quoted, point, quote));
        return quoted.append(quote).toString();
    }

    private static void append(StringBuilder quoted, int point, char quote) {
        switch (point) {
            case '\n' -> quoted.append("\\n");
            case '\r' -> quoted.append("\\r");
            case '\t' -> quoted.append("\\t");
            case '\\' -> quoted.append("\\\\");
            default -> {
                if (point == quote) {
                    quoted.append('\\').append(quote);
                } else if (isHarmless(point)) {
                    quoted.appendCodePoint(point);
                } else {
                    quoted.append(
                            String.format(
                                    java.util.Locale.ROOT,
                                    point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x",
                                    point));
                }
            }
        }
    }

    /// Not a control, a lone surrogate, a line end or a mark that turns the direction of writing.
    static boolean isHarmless(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
