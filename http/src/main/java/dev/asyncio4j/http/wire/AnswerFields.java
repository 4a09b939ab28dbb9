// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.wire;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;
import org.jspecify.annotations.Nullable;

/// The head of an answer of HTTP/2 as one of HTTP/1.1. What is malformed, or larger than allowed,
/// ends the stream. Netty's decoder has looked at names, order and fields of a connection.
/// **Source** RFC 9113, 8.1 and 8.3.2.
public final class AnswerFields {

    private static final int EXTRA = 32; // what a field counts beyond its bytes

    private AnswerFields() {}

    /// The head that the fields are.
    /// @param end whether there is no body
    /// @param method of the request
    /// @throws FrameFault if they are none that can be understood
    public static Answer answer(
            int stream, Headers all, boolean end, String method, HeadRules rules)
            throws FrameFault {
        String status = null;
        String[] fields = new String[2 * Math.max(0, all.size() - 1)];
        int at = 0;
        int bytes = 0;
        for (int i = 0; i < all.size(); i++) {
            String name = all.name(i);
            if (name.equals(":status") && status == null) {
                status = all.value(i);
            } else if (name.startsWith(":") || at == fields.length) {
                throw malformed(stream, "an answer that is not one status and its fields");
            } else {
                fields[at++] = name;
                fields[at++] = all.value(i);
                bytes += name.length() + all.value(i).length() + EXTRA;
            }
        }
        if (at / 2 > rules.maxCount()) {
            throw new FrameFault(
                    stream,
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "more than " + rules.maxCount() + " header fields");
        }
        if (bytes > rules.maxBytes()) {
            throw new FrameFault(
                    stream,
                    ErrorCode.ENHANCE_YOUR_CALM,
                    "header fields of more than " + rules.maxBytes() + " bytes");
        }
        int code = status(stream, status);
        if (code < 200) {
            if (end || code == 101) {
                throw malformed(stream, "an interim answer that is none");
            }
            return new Answer(code, 1, Headers.checked(fields), 0, false);
        }
        Headers headers = Headers.checked(fields);
        return new Answer(code, 1, headers, length(stream, headers, end, method, code), false);
    }

    private static FrameFault malformed(int stream, String why) {
        return new FrameFault(stream, ErrorCode.PROTOCOL_ERROR, why);
    }

    private static int status(int stream, @Nullable String text) throws FrameFault {
        if (text == null || text.length() != 3 || text.charAt(0) == '0' || !isNumber(text)) {
            throw malformed(stream, "an answer without a status");
        }
        return Integer.parseInt(text);
    }

    private static boolean isNumber(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static long length(int stream, Headers headers, boolean end, String method, int status)
            throws FrameFault {
        long told;
        try {
            told = headers.contains("content-length") ? HeadRules.length(headers, 1) : -1;
        } catch (BadRequest wrong) {
            throw malformed(stream, String.valueOf(wrong.getMessage()));
        }
        if (Status.isBodiless(status) || method.equals("HEAD")) {
            return 0;
        }
        if (end && told > 0) {
            throw malformed(stream, "a body that is shorter than its content-length");
        }
        return end ? 0 : told;
    }
}
