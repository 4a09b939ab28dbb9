// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.nio.charset.StandardCharsets;

/// Names of files that strangers have sent. **Thread** any.
final class Filenames {

    private static final String RESERVED = "<>:\"|?*%";
    private static final String DEVICE = "(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?";
    private static final int MOST_BYTES = 200; // file systems have 255, and somebody may add an end

    private Filenames() {}

    /// Makes it one that no system takes for a path, a device, a hidden file or an option; empty if
    /// nothing is left.
    static String safe(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder(last.length());
        for (int c : last.codePoints().toArray()) {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT // turns the direction of text, hides itself
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                continue;
            }
            name.appendCodePoint(RESERVED.indexOf(c) >= 0 ? '_' : c);
        }
        String bare = cut(name.toString().replaceAll("^[.\\s-]+", ""));
        return bare.matches(DEVICE) ? cut("_" + bare) : bare;
    }

    /// As much of its beginning as it may have bytes, without blanks and dots at the end.
    private static String cut(String name) {
        int end = 0;
        for (int bytes = 0; end < name.length(); ) {
            int next = name.offsetByCodePoints(end, 1);
            bytes += name.substring(end, next).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            end = next;
        }
        return name.substring(0, end).replaceAll("[.\\s]+$", "");
    }
}
