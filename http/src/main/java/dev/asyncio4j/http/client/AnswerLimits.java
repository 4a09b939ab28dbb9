// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

/// How much a server may send: sizes in bytes, and counts. Immutable; each `with` returns a changed
/// copy.
///
/// @param line of the first line of an answer
/// @param headers of all header fields; HTTP/2 counts 32 more for each
/// @param headerCount how many header fields
/// @param body of an answer that is kept in memory as a whole, and of any that is decompressed
/// @param ratio how many times a body may grow when it is decompressed; the first 64 KiB are not
///     measured
public record AnswerLimits(int line, int headers, int headerCount, long body, int ratio) {

    private static final AnswerLimits DEFAULTS =
            new AnswerLimits(8 * 1024, 32 * 1024, 200, 64L * 1024 * 1024, 100);

    /// Checks them.
    /// @throws IllegalArgumentException if one is less than 1
    public AnswerLimits {
        check("line", line);
        check("headers", headers);
        check("headerCount", headerCount);
        check("body", body);
        check("ratio", ratio);
    }

    private static void check(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " (expected: >= 1)");
        }
    }

    /// 8 KiB, 32 KiB, 200 fields, 64 MiB, 100 times.
    public static AnswerLimits defaults() {
        return DEFAULTS;
    }

    /// With first lines of so many bytes.
    public AnswerLimits withLine(int bytes) {
        return new AnswerLimits(bytes, headers, headerCount, body, ratio);
    }

    /// With header fields of so many bytes.
    public AnswerLimits withHeaders(int bytes) {
        return new AnswerLimits(line, bytes, headerCount, body, ratio);
    }

    /// With so many header fields.
    public AnswerLimits withHeaderCount(int count) {
        return new AnswerLimits(line, headers, count, body, ratio);
    }

    /// With bodies of so many bytes.
    public AnswerLimits withBody(long bytes) {
        return new AnswerLimits(line, headers, headerCount, bytes, ratio);
    }

    /// With bodies that grow so many times.
    public AnswerLimits withRatio(int times) {
        return new AnswerLimits(line, headers, headerCount, body, times);
    }
}
