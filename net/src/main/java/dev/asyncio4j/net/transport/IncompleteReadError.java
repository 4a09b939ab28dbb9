// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import org.jspecify.annotations.Nullable;

/// The stream ended before a read had all it asked for. **Like** `asyncio.IncompleteReadError`.
public final class IncompleteReadError extends RuntimeException {

    private final byte[] partial;
    private final @Nullable Integer expected;

    /// An end after `partial`.
    /// @param expected how many bytes were asked for; null if that was not said in bytes
    public IncompleteReadError(byte[] partial, @Nullable Integer expected) {
        super(
                partial.length
                        + " bytes read on a total of "
                        + (expected == null ? "undefined" : expected)
                        + " expected bytes");
        this.partial = partial.clone();
        this.expected = expected;
    }

    /// What came before the end. A copy.
    public byte[] partial() {
        return partial.clone();
    }

    /// How many bytes were asked for; null if that was not said in bytes.
    public @Nullable Integer expected() {
        return expected;
    }
}
