// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Status;

/// What a handler says itself of how its answer is framed: one `content-length` at most, which must
/// be true. Whatever else went out would let two readers find the end of the answer in two places.
/// **Source** RFC 9110, 8.6; RFC 9112, 6.3. **Thread** any.
final class AnswerLength {

    private static final int MOST_DIGITS = 18;

    private AnswerLength() {}

    /// The length of the body that is to be told, or held to.
    /// @param known the length of the body; -1: it is written piece by piece
    /// @return -1 if nobody knows
    /// @throws IllegalStateException if the fields say something else, or nothing that can be
    ///     understood
    static long of(Response response, boolean isHead, long known) {
        Headers headers = response.headers();
        long told = told(headers);
        boolean ofAnother = isHead && known == 0; // what GET would be answered with, which is right
        if (told >= 0 && known >= 0 && told != known && !ofAnother && hasLength(response)) {
            throw new IllegalStateException(
                    "content-length: " + told + " (expected: " + known + ", or none)");
        }
        return known >= 0 ? known : told;
    }

    /// 304 tells the length of what it does not have.
    private static boolean hasLength(Response response) {
        return !Status.isBodiless(response.status());
    }

    private static long told(Headers headers) {
        long told = -1;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (name.length() == 14 && name.equalsIgnoreCase("content-length")) {
                if (told >= 0) {
                    throw new IllegalStateException(
                            "content-length: " + headers.all(name) + " (expected: one, or none)");
                }
                told = number(headers.value(i));
            } else if (name.length() == 17 && name.equalsIgnoreCase("transfer-encoding")) {
                throw new IllegalStateException( // of an HttpError, which may have any field
                        "transfer-encoding: "
                                + headers.value(i)
                                + " (expected: none, as the server sets it itself)");
            }
        }
        return told;
    }

    private static long number(String text) {
        boolean fits = !text.isEmpty() && text.length() <= MOST_DIGITS;
        for (int i = 0; fits && i < text.length(); i++) {
            fits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!fits) {
            throw new IllegalStateException(
                    "content-length: " + text + " (expected: a number of bytes, or none)");
        }
        return Long.parseLong(text);
    }
}
