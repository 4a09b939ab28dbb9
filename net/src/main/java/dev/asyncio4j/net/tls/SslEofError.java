// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import javax.net.ssl.SSLException;

/// The connection has ended without TLS's own goodbye: what came may be cut off, by a broken
/// program
/// or by somebody in between. **Like** `ssl.SSLEOFError`.
public final class SslEofError extends SSLException {

    /// With this message.
    public SslEofError(String message) {
        super(message);
    }
}
