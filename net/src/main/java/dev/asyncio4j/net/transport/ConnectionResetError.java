// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import java.net.SocketException;

/// The other side broke the connection off. **Like** Python's `ConnectionResetError`.
public final class ConnectionResetError extends SocketException {

    /// With this message.
    public ConnectionResetError(String message) {
        super(message);
    }
}
