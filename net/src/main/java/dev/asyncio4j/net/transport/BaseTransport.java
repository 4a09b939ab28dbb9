// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import org.jspecify.annotations.Nullable;

/// What all transports can do. **Thread** loop, all of it. **Like** `asyncio.BaseTransport`.
public interface BaseTransport {

    /// Closes it: nothing more is read, what was written is still sent, and then the protocol's
    /// `connectionLost(null)` is called. Idempotent. **Suspends** never.
    void close();

    /// Whether it is closed, or about to be.
    boolean isClosing();

    /// What is known of what lies below, or null. The names in use: `peername` and `sockname` (each
    /// a `SocketAddress`), `socket`, `pipe`, `subprocess`; with TLS `sslcontext` (a
    /// `TlsSettings`), `ssl_object` (a `TlsSession`), `peercert` (an `X509Certificate`), `cipher`.
    /// **Like** `get_extra_info`.
    @Nullable Object extraInfo(String name);

    /// [#extraInfo(String)], or `fallback` where that is null.
    default Object extraInfo(String name, Object fallback) {
        Object known = extraInfo(name);
        return known == null ? fallback : known;
    }

    /// Makes `protocol` the one that is called from now on.
    void setProtocol(BaseProtocol protocol);

    /// The one that is called. **Like** `get_protocol`.
    BaseProtocol protocol();
}
