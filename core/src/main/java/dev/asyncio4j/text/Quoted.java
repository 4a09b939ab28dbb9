// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Text of a user in a report, a log or an exception of ours: on one line, whatever is in it.
///
/// A task's name may come from a request. With a line break in it, it could forge a line of the
/// log, and with an escape sequence command the terminal of who reads that. **Thread** any.
public final class Quoted {

    private Quoted() {}

    /// As Python's `repr` of a text: in single quotes, in double ones if it has single ones only;
    /// control characters, which a terminal might obey, as escapes.
    public static String of(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder(text.length() + 2).append(quote);
        text.codePoints()
                .forEach(
                        point -> {
                            if (point == quote || point == '\\') {
                                quoted.append('\\').append((char) point);
                            } else {
                                append(quoted, point);
                            }
                        });
        return quoted.append(quote).toString();
    }

    /// The same without quotes, and without marks before what is harmless: for a name that stands
    /// bare, or a text that has some in it.
    public static String plain(String text) {
        if (text.codePoints().allMatch(Quoted::isHarmless)) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> append(plain, point));
        return plain.toString();
    }

    /// What an object says of itself; of one that cannot, the type and where it lies, as Python's
    /// `reprlib` has it. A report is of more than that object, and a loop must outlive it.
    public static String shown(@Nullable Object value) {
        try {
            return "" + value; // also of one whose text is null
        } catch (Throwable theirs) {
            return "<%s instance at 0x%x>"
                    .formatted(
                            value == null ? "null" : value.getClass().getName(),
                            System.identityHashCode(value));
        }
    }

    private static void append(StringBuilder text, int point) {
        switch (point) {
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                if (isHarmless(point)) {
                    text.appendCodePoint(point);
                } else {
                    String form = point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x";
                    text.append(String.format(Locale.ROOT, form, point));
                }
            }
        }
    }

    /// Not a control, a lone surrogate, a line end or a mark that turns the direction of writing.
    public static boolean isHarmless(int point) {
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
