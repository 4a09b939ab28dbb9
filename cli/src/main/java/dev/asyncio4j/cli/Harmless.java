// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.text.Quoted;
import java.util.Locale;

/// Text that another program chose, made fit for a terminal: what a terminal might obey, or a
/// reader
/// could not see, is escaped. **Thread** any.
final class Harmless {

    private Harmless() {}

    /// On one line, controls as `\x1b`.
    static String text(String given) {
        StringBuilder text = new StringBuilder(given.length());
        given.codePoints()
                .forEach(
                        point -> {
                            if (Quoted.isHarmless(point)) {
                                text.appendCodePoint(point);
                            } else {
                                text.append(escape(point));
                            }
                        });
        return text.toString();
    }

    /// JSON that says the same, but has no harmful character: they only occur in texts.
    static String json(String given) {
        StringBuilder text = new StringBuilder(given.length());
        for (int i = 0; i < given.length(); i += Character.charCount(given.codePointAt(i))) {
            int point = given.codePointAt(i);
            if (point == '\n' || Quoted.isHarmless(point)) {
                text.appendCodePoint(point);
            } else {
                for (char unit : Character.toChars(point)) {
                    text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            }
        }
        return text.toString();
    }

    private static String escape(int point) {
        String form = point < 256 ? "\\x%02x" : point < 65536 ? "\\u%04x" : "\\U%08x";
        return String.format(Locale.ROOT, form, point);
    }
}
