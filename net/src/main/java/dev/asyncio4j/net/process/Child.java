// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// A child as the operating system has it. What blocks here is for threads of the child's own.
interface Child {

    /// Its number.
    long pid();

    /// This side of its pipes; null where it has none. Closing one ends a call that is blocked in
    /// it, if the launcher can do that.
    @Nullable OutputStream stdin();

    @Nullable InputStream stdout();

    @Nullable InputStream stderr();

    /// Blocks until it has ended, takes it off the system's books, and tells how it ended: the exit
    /// code, or the negative number of the signal. Called once. **Thread** one of its own.
    int awaitEnd() throws IOException;

    /// Sends it a signal; nothing happens if it has ended. **Thread** any.
    /// @throws IllegalArgumentException if the system knows no such signal
    /// @throws IllegalStateException if the system does not allow it
    void signal(int number);
}
