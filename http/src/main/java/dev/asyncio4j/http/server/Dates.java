// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The time of day as HTTP writes it, kept for a second. **Thread** loop. **Source** RFC 9110,
/// 5.6.7.
final class Dates {

    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private long second = -1;
    private String text = "";

    String now() {
        long current = System.currentTimeMillis() / 1000;
        if (current != second) {
            second = current;
            text = format(Instant.ofEpochSecond(current));
        }
        return text;
    }

    static String format(Instant time) {
        return FORMAT.format(time);
    }

    /// The time that a header field names; null if it is none of that form.
    static @Nullable Instant parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return FORMAT.parse(text, Instant::from);
        } catch (DateTimeParseException none) {
            return null; // a condition that cannot be read is none
        }
    }
}
