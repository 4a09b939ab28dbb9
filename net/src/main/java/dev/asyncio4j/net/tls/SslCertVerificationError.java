// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import javax.net.ssl.SSLHandshakeException;

/// The other side's certificate is not one to trust, or not that of the host. Its message says
/// which
/// side and why. **Like** `ssl.SSLCertVerificationError`.
public final class SslCertVerificationError extends SSLHandshakeException {

    /// With this message.
    public SslCertVerificationError(String message) {
        super(message);
    }
}
