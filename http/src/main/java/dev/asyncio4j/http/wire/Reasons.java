// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

/// What Netty's codecs complain of, as a sentence that may be sent and logged.
final class Reasons {

    private Reasons() {}

    static String of(Throwable cause) {
        String message = cause.getMessage();
        StringBuilder safe = new StringBuilder();
        String text = message == null ? cause.getClass().getSimpleName() : message;
        for (int i = 0; i < text.length() && i < 120; i++) {
            char c = text.charAt(i);
            safe.append(c < ' ' || c >= 0x7f ? '?' : c);
        }
        return safe.toString();
    }
}
