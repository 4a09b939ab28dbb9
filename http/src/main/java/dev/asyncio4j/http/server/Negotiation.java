// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

import dev.asyncio4j.net.tls.TlsSession;
import dev.asyncio4j.net.transport.Protocol;
import dev.asyncio4j.net.transport.Transport;

/// Makes a connection one of HTTP/2, if that was agreed on below TLS; else of HTTP/1.1, which sees
/// for itself whether its client begins with HTTP/2. **Source** RFC 9113, 3.2 and 3.3. **Thread**
/// loop.
final class Negotiation implements Protocol {

    private final HttpServer server;

    Negotiation(HttpServer server) {
        this.server = server;
    }

    @Override
    public void connectionMade(Transport made) {
        boolean agreed =
                made.extraInfo("ssl_object") instanceof TlsSession session
                        && "h2".equals(session.alpn());
        Protocol chosen = agreed ? new Http2Connection(server) : new Http1Connection(server);
        made.setProtocol(chosen);
        chosen.connectionMade(made);
    }
}
