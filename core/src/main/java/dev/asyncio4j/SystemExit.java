// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Asks the program to end with an exit code, running every `finally` on the way out, which
/// [System#exit(int)] does not.
///
/// It leaves the loop at once when it comes out of a callback or a task, and is never put into a
/// group. Ending the process is up to whoever catches it.
///
/// **Like** Python's `SystemExit`.
public class SystemExit extends Error {
    private final int code;

    /// Asks to end successfully: code 0, no message.
    public SystemExit() {
        super();
        code = 0;
    }

    /// Asks to end with the given code, which is the message as well.
    ///
    /// **Shape** 0 is success; a process can return 0 to 255.
    public SystemExit(int code) {
        super(Integer.toString(code));
        this.code = code;
    }

    /// Returns the exit code asked for.
    public final int code() {
        return code;
    }
}
