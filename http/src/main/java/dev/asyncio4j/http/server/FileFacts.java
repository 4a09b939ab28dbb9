// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/// What an answer tells of a file. **Thread** any; made by one that may block.
///
/// @param file where it is
/// @param size in bytes
/// @param changed when it was written
/// @param type its media type
/// @param coding how it is compressed; null if it is not
record FileFacts(Path file, long size, FileTime changed, String type, @Nullable String coding) {

    /// Looks at a file.
    /// @param name what its type is told by
    /// @return null if it is not there, is no plain file, or may not be read
    static @Nullable FileFacts of(Path file, Path name, @Nullable String coding)
            throws IOException {
        BasicFileAttributes attributes = attributes(file);
        if (attributes == null || !attributes.isRegularFile() || !Files.isReadable(file)) {
            return null;
        }
        String type = FileTypes.of(String.valueOf(name.getFileName()));
        if (type == null) {
            type = Files.probeContentType(name);
        }
        return new FileFacts(
                file,
                attributes.size(),
                attributes.lastModifiedTime(),
                type == null ? FileTypes.UNKNOWN : type,
                coding);
    }

    static @Nullable BasicFileAttributes attributes(Path file) throws IOException {
        return Files.exists(file) ? Files.readAttributes(file, BasicFileAttributes.class) : null;
    }

    /// A name of this very content: of its time and size.
    String tag() {
        Instant time = changed.toInstant();
        return "\""
                + Long.toHexString(time.getEpochSecond())
                + "."
                + Integer.toHexString(time.getNano())
                + "-"
                + Long.toHexString(size)
                + (coding == null ? "\"" : "-" + coding + "\"");
    }

    /// When it was written, as a header field can tell it: to the second, and not in the future.
    Instant changedSecond(Instant now) {
        Instant time = changed.toInstant();
        return (time.isAfter(now) ? now : time).truncatedTo(ChronoUnit.SECONDS);
    }
}
