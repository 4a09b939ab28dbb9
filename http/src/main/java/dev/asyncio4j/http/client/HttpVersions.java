// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

/// Which versions of HTTP a client speaks. WebSockets are opened with HTTP/1.1 always.
public enum HttpVersions {

    /// HTTP/1.1 alone.
    HTTP_1_1,

    /// With encrypted servers HTTP/2 if they speak it, as they say while hands are shaken (ALPN);
    /// else HTTP/1.1.
    BOTH,

    /// HTTP/2 alone, and without encryption, too: the server is known to speak it. A proxy is asked
    /// for a way through it (CONNECT) then.
    HTTP_2;

    /// Whether requests may share a connection.
    boolean mayShare(Origin origin) {
        return this == HTTP_2 || (this == BOTH && origin.isSecure());
    }
}
