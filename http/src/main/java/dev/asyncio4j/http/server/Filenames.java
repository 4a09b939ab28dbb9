// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.nio.charset.StandardCharsets;

/// Names of files that strangers have sent. **Thread** any.
final class Filenames {

    private static final String RESERVED = "<>:\"|?*%";
    private static final int MOST_BYTES = 200; // file systems have 255, and somebody may add an end

    private Filenames() {}

    /// Makes it one that no system takes for a path, a device, a hidden file or an option; empty if
    /// nothing is left.
    static String safe(String sent) {
        String last = sent.substring(Math.max(sent.lastIndexOf('/'), sent.lastIndexOf('\\')) + 1);
        StringBuilder name = new StringBuilder(last.length());
        int bytes = 0;
        for (int c : last.codePoints().toArray()) {
            int type = Character.getType(c);
            if (type == Character.CONTROL
                    || type == Character.FORMAT // turns the direction of text, hides itself
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                continue;
            }
            int safe = RESERVED.indexOf(c) >= 0 ? '_' : c;
            bytes += Character.toString(safe).getBytes(StandardCharsets.UTF_8).length;
            if (bytes > MOST_BYTES) {
                break;
            }
            name.appendCodePoint(safe);
        }
        String bare = name.toString().replaceAll("^[.\\s-]+|[.\\s]+$", "");
        return bare.matches("(?i)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\\..*)?") ? "_" + bare : bare;
    }
}
