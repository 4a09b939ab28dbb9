// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// The separator did not come within the reader's limit. The data is still in the reader. **Like**
/// `asyncio.LimitOverrunError`.
public final class LimitOverrunError extends RuntimeException {

    private final int consumed;

    /// An overrun.
    /// @param consumed how many bytes can be skipped before the separator is looked for again
    public LimitOverrunError(String message, int consumed) {
        super(message);
        this.consumed = consumed;
    }

    /// How many bytes can be skipped: `await(reader.readexactly(e.consumed()))`.
    public int consumed() {
        return consumed;
    }
}
