// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

/// Whether a server asks its clients for certificates. **Like** `SSLContext.verify_mode` of a
/// server.
public enum ClientAuth {
    /// It does not.
    NONE,
    /// It asks, and accepts clients that have none.
    OPTIONAL,
    /// It refuses clients that have none.
    REQUIRED
}
