// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// All that a child wrote. **Like** the tuple that `communicate` gives.
public final class ProcessOutput {

    private final byte @Nullable [] stdout;
    private final byte @Nullable [] stderr;

    ProcessOutput(byte @Nullable [] stdout, byte @Nullable [] stderr) {
        this.stdout = stdout;
        this.stderr = stderr;
    }

    /// Its output; null if that was no pipe.
    public byte @Nullable [] stdout() {
        return stdout;
    }

    /// Its errors; null if they were no pipe.
    public byte @Nullable [] stderr() {
        return stderr;
    }

    /// The output as text, in UTF-8; empty if it was no pipe.
    public String text() {
        return stdout == null ? "" : new String(stdout, StandardCharsets.UTF_8);
    }

    /// The errors as text, in UTF-8; empty if they were no pipe.
    public String errorText() {
        return stderr == null ? "" : new String(stderr, StandardCharsets.UTF_8);
    }

    /// How many bytes there are of each.
    @Override
    public String toString() {
        return "<ProcessOutput stdout=" + size(stdout) + " stderr=" + size(stderr) + ">";
    }

    private static String size(byte @Nullable [] bytes) {
        return bytes == null ? "none" : bytes.length + " bytes";
    }
}
