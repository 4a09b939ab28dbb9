// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.nio.file.Path;
import java.util.Objects;

/// Where one of a child's three standard streams leads. **Like** the values of `stdin=`, `stdout=`
/// and `stderr=`.
public sealed interface Stdio {

    /// Where it leads without a file.
    enum Plain implements Stdio {
        /// Where this process's own stream leads. **Like** `None`.
        INHERIT,
        /// To this process: a transport, and with it a stream. **Like** `asyncio.subprocess.PIPE`.
        PIPE,
        /// Of the errors only: to where the output goes. **Like** `asyncio.subprocess.STDOUT`.
        STDOUT,
        /// Nowhere: reads see the end, writes are dropped. **Like** `asyncio.subprocess.DEVNULL`.
        DEVNULL
    }

    /// From the content of a file.
    /// @param file relative to this process's directory, not to the child's
    record FromFile(Path file) implements Stdio {
        /// Checks for null.
        public FromFile {
            Objects.requireNonNull(file, "file");
        }
    }

    /// Into a file, which is made if it is not there.
    /// @param file relative to this process's directory, not to the child's
    /// @param append whether what it holds stays
    record ToFile(Path file, boolean append) implements Stdio {
        /// Checks for null.
        public ToFile {
            Objects.requireNonNull(file, "file");
        }
    }
}
