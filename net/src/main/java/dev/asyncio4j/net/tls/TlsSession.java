// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.transport.BaseTransport;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/// What the two sides of a connection have agreed on. A transport tells it as
/// `extraInfo("ssl_object")`.
/// **Like** `ssl.SSLObject`, as far as that answers questions.
///
/// @param version of the protocol
/// @param cipher the cipher suite, by its name in the standard
/// @param alpn the application protocol; null if none was agreed on
/// @param serverName the name of the host that the client asked for; null if it did not
/// @param peerCertificates the other side's certificate, and those above it; empty if it has shown
/// none
public record TlsSession(
        String version,
        String cipher,
        @Nullable String alpn,
        @Nullable String serverName,
        List<X509Certificate> peerCertificates) {

    /// Of a transport; null if it does not encrypt. A writer's is
    /// `TlsSession.of(writer.transport())`.
    public static @Nullable TlsSession of(BaseTransport transport) {
        return transport.extraInfo("ssl_object") instanceof TlsSession session ? session : null;
    }

    /// Of an engine that has shaken hands.
    static TlsSession of(SSLEngine engine, @Nullable String asked) {
        SSLSession session = engine.getSession();
        String alpn = engine.getApplicationProtocol();
        return new TlsSession(
                session.getProtocol(),
                session.getCipherSuite(),
                alpn == null || alpn.isEmpty() ? null : alpn,
                engine.getUseClientMode() ? asked : serverName(session),
                peerCertificates(session));
    }

    private static @Nullable String serverName(SSLSession session) {
        if (session instanceof ExtendedSSLSession extended) {
            for (var name : extended.getRequestedServerNames()) {
                if (name instanceof SNIHostName host) {
                    return host.getAsciiName();
                }
            }
        }
        return null;
    }

    private static List<X509Certificate> peerCertificates(SSLSession session) {
        List<X509Certificate> shown = new ArrayList<>();
        try {
            for (Certificate each : session.getPeerCertificates()) {
                shown.add((X509Certificate) each);
            }
        } catch (SSLPeerUnverifiedException none) {
            return List.of();
        }
        return List.copyOf(shown);
    }

    /// The other side's certificate; null if it has shown none. **Like** `getpeercert`.
    public @Nullable X509Certificate peerCertificate() {
        return peerCertificates.isEmpty() ? null : peerCertificates.getFirst();
    }

    /// `<TlsSession TLSv1.3 TLS_AES_256_GCM_SHA384 alpn=h2>`.
    @Override
    public String toString() {
        return "<TlsSession "
                + version
                + " "
                + cipher
                + (alpn == null ? "" : " alpn=" + alpn)
                + (serverName == null ? "" : " serverName=" + serverName)
                + ">";
    }
}
