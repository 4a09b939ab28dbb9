// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

/// How much a form of several parts may bring. Immutable; each `with` returns a changed copy.
///
/// @param parts how many parts
/// @param head bytes of the head of each
/// @param memory bytes of a part that is read at once: [Part#bytes()], [Part#text()]
/// @param total bytes of all of it; 0: as the server has it, [Limits#body()]
public record MultipartLimits(int parts, int head, int memory, long total) {

    /// Checks them.
    /// @throws IllegalArgumentException if `total` is negative, or another is less than 1
    public MultipartLimits {
        check("parts", parts, 1);
        check("head", head, 1);
        check("memory", memory, 1);
        check("total", total, 0);
    }

    private static void check(String name, long value, int least) {
        if (value < least) {
            throw new IllegalArgumentException(
                    name + ": " + value + " (expected: >= " + least + ")");
        }
    }

    /// 100 parts, heads of 8 KiB, 1 MiB in memory, all of it as the server has it.
    public static MultipartLimits defaults() {
        return new MultipartLimits(100, 8 * 1024, 1024 * 1024, 0);
    }

    /// With so many parts.
    public MultipartLimits withParts(int count) {
        return new MultipartLimits(count, head, memory, total);
    }

    /// With heads of so many bytes.
    public MultipartLimits withHead(int bytes) {
        return new MultipartLimits(parts, bytes, memory, total);
    }

    /// With so many bytes of a part in memory.
    public MultipartLimits withMemory(int bytes) {
        return new MultipartLimits(parts, head, bytes, total);
    }

    /// With so many bytes of all parts and their heads, whatever the server's limit is.
    public MultipartLimits withTotal(long bytes) {
        return new MultipartLimits(parts, head, memory, bytes);
    }
}
