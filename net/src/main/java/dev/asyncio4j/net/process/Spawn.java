// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A program to start, in the system's own terms.
///
/// @param file its path
/// @param words its name for itself, and its arguments
/// @param env `NAME=value` each; null: as this process's own
/// @param cwd where it begins; null: as this process
/// @param streams what is done to the standard streams, in this order; others are inherited
/// @param newSession whether it leads a session of its own
record Spawn(
        String file,
        List<String> words,
        @Nullable List<String> env,
        @Nullable String cwd,
        List<Stream> streams,
        boolean newSession) {

    /// What becomes one of the standard streams.
    sealed interface Stream {}

    /// A copy of a descriptor of this process or, if it is a standard one, of the child.
    record Duplicate(int number, int of) implements Stream {}

    /// A file that is opened for it.
    record Open(int number, String file, int flags) implements Stream {}
}
