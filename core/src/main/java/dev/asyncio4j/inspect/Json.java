// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.text.Quoted;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// As much of JSON as the inspection channel speaks: it writes objects, lists, texts and numbers on
/// one line, and reads flat objects. What is not harmless on a terminal is escaped.
final class Json {

    private static final int LONGEST = 2_000; // characters of a text; the rest is cut off
    private static final Pattern FIELD =
            Pattern.compile(
                    "\\s*\"(\\w{1,40})\"\\s*:\\s*(?:\"([\\w"
                            + " .-]{0,200})\"|(-?\\d{1,18}|true|false))\\s*");

    private final StringBuilder text = new StringBuilder();
    private int more; // bytes than characters

    /// How long it is in UTF-8.
    int bytes() {
        return text.length() + more;
    }

    Json open(char bracket) {
        separate();
        text.append(bracket);
        return this;
    }

    Json close(char bracket) {
        text.append(bracket);
        return this;
    }

    Json key(String name) {
        separate();
        text.append('"').append(name).append("\":");
        return this;
    }

    Json value(long number) {
        separate();
        text.append(number);
        return this;
    }

    Json value(boolean truth) {
        separate();
        text.append(truth);
        return this;
    }

    Json value(@Nullable String given) {
        separate();
        if (given == null) {
            text.append("null");
            return this;
        }
        text.append('"');
        given.codePoints().limit(LONGEST).forEach(this::append);
        text.append(given.length() > LONGEST ? "...\"" : "\"");
        return this;
    }

    Json values(Collection<String> given) {
        open('[');
        given.forEach(this::value);
        return close(']');
    }

    /// The whole of another.
    Json value(Json given) {
        separate();
        text.append(given.text);
        more += given.more;
        return this;
    }

    private void separate() {
        if (!text.isEmpty() && "[{:".indexOf(text.charAt(text.length() - 1)) < 0) {
            text.append(',');
        }
    }

    private void append(int point) {
        if (point == '"' || point == '\\') {
            text.append('\\').appendCodePoint(point);
        } else if (Quoted.isHarmless(point)) {
            text.appendCodePoint(point);
            more += point < 0x80 ? 0 : point < 0x800 ? 1 : 2; // of two characters four bytes
        } else {
            for (char unit : Character.toChars(point)) {
                text.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
            }
        }
    }

    @Override
    public String toString() {
        return text.toString();
    }

    /// Reads `{"key":"text","other":12}`; null if it is something else.
    static @Nullable Map<String, String> readFlat(String line) {
        String trimmed = line.strip();
        if (!trimmed.startsWith("{") || !trimmed.endsWith("}") || trimmed.length() < 2) {
            return null;
        }
        String fields = trimmed.substring(1, trimmed.length() - 1);
        Map<String, String> read = new TreeMap<>();
        Matcher field = FIELD.matcher(fields);
        int at = 0;
        while (at < fields.length() && !fields.isBlank()) {
            if (!field.find(at) || field.start() != at) {
                return null;
            }
            read.put(field.group(1), field.group(2) == null ? field.group(3) : field.group(2));
            at = field.end();
            if (at < fields.length()) {
                if (fields.charAt(at) != ',' || ++at == fields.length()) {
                    return null;
                }
            }
        }
        return read;
    }
}
