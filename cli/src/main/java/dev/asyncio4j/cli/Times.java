// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.util.Locale;

/// Spans of time as people read them.
final class Times {

    private Times() {}

    /// `0:01:23`, or `2d 03:04:05`.
    static String ofLife(long millis) {
        long seconds = millis / 1000;
        long days = seconds / 86_400;
        String clock =
                (seconds / 3600) % 24
                        + String.format(":%02d:%02d", seconds / 60 % 60, seconds % 60);
        return days == 0 ? clock : days + "d " + clock;
    }

    /// `3 ms`, `1.2 s`, `4:05 min`, `2:03 h`.
    static String span(long millis) {
        if (millis < 1000) {
            return millis + " ms";
        }
        if (millis < 60_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
        }
        long seconds = millis / 1000;
        return seconds < 3600
                ? String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60)
                : String.format(Locale.ROOT, "%d:%02d h", seconds / 3600, seconds / 60 % 60);
    }

    /// `0.12 ms`, `3.1 ms`, `230 ms`, and as [#span] from a second on.
    static String ofMicros(long micros) {
        if (micros >= 100_000) {
            return span(micros / 1000);
        }
        return String.format(Locale.ROOT, micros < 1000 ? "%.2f ms" : "%.1f ms", micros / 1000.0);
    }
}
