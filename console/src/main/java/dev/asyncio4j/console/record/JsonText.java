// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import dev.asyncio4j.text.Quoted;
import java.util.Collection;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// Writes JSON on one line. Names are text of the program's: what might end a line, turn the
/// direction of writing or look like markup is escaped, whoever reads it.
public final class JsonText {

    private static final int LONGEST = 500; // characters of a text; the rest is cut off

    private final StringBuilder text = new StringBuilder();

    /// An empty text.
    public JsonText() {}

    /// Opens an object or a list.
    public JsonText open(char bracket) {
        separate();
        text.append(bracket);
        return this;
    }

    /// Closes it.
    public JsonText close(char bracket) {
        text.append(bracket);
        return this;
    }

    /// Begins a field.
    public JsonText key(String name) {
        separate();
        text.append('"').append(name).append("\":");
        return this;
    }

    /// Writes a number.
    public JsonText value(long number) {
        separate();
        text.append(number);
        return this;
    }

    /// Writes a number with three digits behind the point; what is no number as null.
    public JsonText value(double number) {
        separate();
        text.append(Double.isFinite(number) ? String.format(Locale.ROOT, "%.3f", number) : "null");
        return this;
    }

    /// Writes a truth.
    public JsonText value(boolean truth) {
        separate();
        text.append(truth);
        return this;
    }

    /// Writes a text; at most 500 characters of it.
    public JsonText value(@Nullable String given) {
        return value(given, LONGEST);
    }

    JsonText value(@Nullable String given, int longest) {
        separate();
        if (given == null) {
            text.append("null");
            return this;
        }
        text.append('"');
        given.codePoints().limit(longest).forEach(this::append);
        text.append(given.length() > longest ? "..." : "").append('"');
        return this;
    }

    /// Writes a list, each item by `how`.
    public <T> JsonText list(Collection<? extends T> items, BiConsumer<JsonText, T> how) {
        open('[');
        items.forEach(item -> how.accept(this, item));
        return close(']');
    }

    private void separate() {
        if (!text.isEmpty() && "[{:".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
    }

    private void append(int point) {
        if (point == '"' || point == '\\') {
            text.append('\\').appendCodePoint(point);
        } else if (isHarmless(point)) {
            text.appendCodePoint(point);
        } else {
            for (char unit : Character.toChars(point)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
            }
        }
    }

    /// Nor what would be markup, if it came into a page.
    private static boolean isHarmless(int point) {
        return Quoted.isHarmless(point) && point != '<' && point != '>' && point != '&';
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
