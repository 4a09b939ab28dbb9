// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import org.jspecify.annotations.Nullable;

/// Which part of a file is sent, and how. Immutable; each `with` returns a changed copy.
///
/// @param offset where it begins, in bytes
/// @param count how many bytes at most; null is all that there are
/// @param fallback whether a file that the system cannot send by itself is read and written instead
public record SendfileOptions(long offset, @Nullable Long count, boolean fallback) {

    /// @throws IllegalArgumentException if the offset is negative, or the count not positive
    public SendfileOptions {
        if (offset < 0) {
            throw new IllegalArgumentException(
                    "offset must be a non-negative integer (got " + offset + ")");
        }
        if (count != null && count <= 0) {
            throw new IllegalArgumentException(
                    "count must be a positive integer (got " + count + ")");
        }
    }

    /// All of the file, in whichever way.
    public static SendfileOptions defaults() {
        return new SendfileOptions(0, null, true);
    }

    /// From this offset on.
    public SendfileOptions withOffset(long bytes) {
        return new SendfileOptions(bytes, count, fallback);
    }

    /// This many bytes at most.
    public SendfileOptions withCount(long bytes) {
        return new SendfileOptions(offset, bytes, fallback);
    }

    /// By the system, or not at all.
    public SendfileOptions withoutFallback() {
        return new SendfileOptions(offset, count, false);
    }
}
