// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.ConnectionResetError;
import dev.asyncio4j.net.transport.Transport;
import java.io.IOException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How a connection that is there already begins to encrypt. For those who write transports; others
/// use
/// `Net.startTls` and `StreamWriter.startTls`.
public final class TlsUpgrade {

    private TlsUpgrade() {}

    /// Upgrades `transport`. **Suspends** until hands are shaken. **If cancelled** the connection
    /// is given up.
    /// @param hostname whom a client wants to talk to; empty leaves it open
    /// @param early gives what has come already and was not read
    /// @return the transport to be used from now on
    /// @throws IOException if the handshake fails; the connection is given up then
    public static Transport start(
            Transport transport,
            BaseProtocol application,
            TlsSettings settings,
            @Nullable String hostname,
            Supplier<byte[]> early)
            throws IOException {
        String name = hostname(settings, hostname, null);
        await(settings.prepare());
        if (transport.isClosing()) {
            throw new ConnectionResetError("Connection lost");
        }
        TlsProtocol tls = TlsProtocol.upgrading(application, settings, name);
        tls.addEarly(early.get());
        transport.pauseReading(); // until connectionMade
        transport.setProtocol(tls);
        EventLoop loop = EventLoop.running();
        loop.callSoon(() -> tls.connectionMade(transport));
        loop.callSoon(transport::resumeReading);
        return tls.waitHandshake();
    }

    /// The transport that a program sees of `below`: the one of the outermost TLS, if there is one.
    public static Transport outermost(Transport below) {
        Transport found = below;
        while (found.protocol() instanceof TlsProtocol tls) {
            found = tls.transport();
        }
        return found;
    }

    /// Whom a client wants to talk to, in asyncio's words if it does not say; empty for a server.
    /// @param given by the program; null is `host`
    /// @throws IllegalArgumentException if neither is there, or a server has one
    public static String hostname(
            TlsSettings settings, @Nullable String given, @Nullable String host) {
        if (settings.isServer()) {
            if (given != null) {
                throw new IllegalArgumentException(
                        "server_hostname is only meaningful for a client");
            }
            return "";
        }
        if (given != null) {
            return given;
        }
        if (host == null || host.isEmpty()) {
            throw new IllegalArgumentException(
                    "You must set server_hostname when using ssl without a host");
        }
        return host;
    }
}
