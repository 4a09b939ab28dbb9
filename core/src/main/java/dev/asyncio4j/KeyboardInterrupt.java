// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Says that the user pressed Ctrl-C.
///
/// It leaves the loop at once when it comes out of a callback or a task, and is never put into a
/// group.
///
/// **Like** Python's `KeyboardInterrupt`.
public class KeyboardInterrupt extends Error {
    /// Creates an interrupt without a message.
    public KeyboardInterrupt() {
        super();
    }

    /// Creates an interrupt with a message; null is none.
    public KeyboardInterrupt(@Nullable String message) {
        super(message);
    }
}
