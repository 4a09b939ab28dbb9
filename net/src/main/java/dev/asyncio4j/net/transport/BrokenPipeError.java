// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.net.SocketException;

/// Nobody reads any more what was written. **Like** Python's `BrokenPipeError`.
public final class BrokenPipeError extends SocketException {

    /// With this message.
    public BrokenPipeError(String message) {
        super(message);
    }
}
