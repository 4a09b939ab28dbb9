// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.boringssl.BoringSsl;
import java.io.IOException;
import java.net.IDN;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// What makes the engines of a [TlsSettings]: certificates read, authorities known, sessions kept
/// for
/// the next connection. **Thread** any.
final class Engines {

    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|.*:.*");

    private final TlsSettings settings;
    private final @Nullable SSLContext context;
    private final @Nullable BoringSsl boringSsl;

    private Engines(
            TlsSettings settings, @Nullable SSLContext context, @Nullable BoringSsl boringSsl) {
        this.settings = settings;
        this.context = context;
        this.boringSsl = boringSsl;
    }

    /// Reads what is needed. It blocks.
    /// @throws IllegalArgumentException if a file has not what it should have, or the engine does
    ///     not know a cipher
    static Engines of(TlsSettings settings) throws IOException {
        if (settings.context() != null) {
            return new Engines(settings, settings.context(), null).checked();
        }
        try {
            Identity own = settings.readIdentity();
            KeyManagerFactory keys = own == null ? null : own.keyManagers();
            TrustManager trust = trust(settings);
            if (settings.engine() == TlsEngine.BORINGSSL) {
                return new Engines(settings, null, boringSsl(settings, keys, trust)).checked();
            }
            SSLContext made = SSLContext.getInstance("TLS");
            KeyManager[] managers = keys == null ? null : keys.getKeyManagers();
            made.init(managers, new TrustManager[] {trust}, null);
            return new Engines(settings, made, null).checked();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException("no TLS with " + settings, broken);
        }
    }

    /// Lets a mistake in the list of ciphers show now, and not in each handshake.
    private Engines checked() {
        if (!settings.ciphers().isEmpty()) {
            try {
                release(engine("", -1));
            } catch (IllegalArgumentException unknown) {
                throw new IllegalArgumentException(
                        "ciphers: " + settings.ciphers() + " (expected: names the engine knows)",
                        unknown);
            }
        }
        return this;
    }

    private static BoringSsl boringSsl(
            TlsSettings settings, @Nullable KeyManagerFactory keys, TrustManager trust)
            throws IOException {
        return BoringSsl.of(
                settings.isServer(),
                keys,
                trust,
                settings.versions().stream().map(TlsVersion::toString).toList(),
                settings.ciphers(),
                settings.alpn());
    }

    private static TrustManager trust(TlsSettings settings)
            throws IOException, GeneralSecurityException {
        if (settings.trustsAnyone()) {
            return new Anyone();
        }
        TrustManagerFactory factory =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authorities(settings));
        return factory.getTrustManagers()[0];
    }

    /// null is the JDK's.
    private static @Nullable KeyStore authorities(TlsSettings settings)
            throws IOException, GeneralSecurityException {
        if (settings.trusted() == null) {
            return null;
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        List<X509Certificate> all = Pem.certificates("trusted", settings.trusted());
        for (int i = 0; i < all.size(); i++) {
            store.setCertificateEntry("authority" + i, all.get(i));
        }
        return store;
    }

    /// An engine for one connection.
    /// @param host whom a client wants to talk to; empty leaves it open
    /// @throws IllegalArgumentException if it cannot be the name of a host
    SSLEngine engine(String host, int port) {
        boolean named = !host.isEmpty() && !isAddress(host);
        String ascii = named ? ascii(host) : host;
        SSLEngine engine = made(ascii, port);
        engine.setUseClientMode(!settings.isServer());
        SSLParameters rules = engine.getSSLParameters();
        rules.setProtocols(
                settings.versions().stream().map(TlsVersion::toString).toArray(String[]::new));
        if (!settings.ciphers().isEmpty()) {
            rules.setCipherSuites(settings.ciphers().toArray(String[]::new));
        }
        if (boringSsl == null) { // which has them already
            rules.setApplicationProtocols(settings.alpn().toArray(String[]::new));
        }
        if (settings.isServer()) {
            setClientAuth(rules);
        } else {
            boolean checks = settings.checksHostname() && !host.isEmpty();
            rules.setEndpointIdentificationAlgorithm(checks ? "HTTPS" : null);
            if (named) {
                rules.setServerNames(asked(ascii));
            }
        }
        engine.setSSLParameters(rules);
        return engine;
    }

    /// The name as it is sent and checked: without the dot at its end, which only says that it is
    /// whole.
    private static String ascii(String host) {
        try {
            return IDN.toASCII(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        } catch (IllegalArgumentException refused) {
            throw new IllegalArgumentException(
                    "server_hostname: " + host + " (expected: the name of a host)", refused);
        }
    }

    /// Whom to ask for: nobody if the JDK would not let us, as for `my_service`, a name that others
    /// have.
    private static List<SNIServerName> asked(String name) {
        try {
            return List.of(new SNIHostName(name));
        } catch (IllegalArgumentException refused) {
            return List.of();
        }
    }

    private SSLEngine made(String host, int port) {
        if (boringSsl != null) {
            return boringSsl.engine(host.isEmpty() ? null : host, port);
        }
        if (context == null) {
            throw new IllegalStateException("no engine for " + settings);
        }
        return host.isEmpty() ? context.createSSLEngine() : context.createSSLEngine(host, port);
    }

    private void setClientAuth(SSLParameters rules) {
        switch (settings.clientAuth()) {
            case NONE -> rules.setNeedClientAuth(false);
            case OPTIONAL -> rules.setWantClientAuth(true);
            case REQUIRED -> rules.setNeedClientAuth(true);
        }
    }

    /// Whether it is an address, which is checked against the certificate, but not asked for by
    /// name.
    private static boolean isAddress(String host) {
        return ADDRESS.matcher(host).matches();
    }

    /// Gives back what an engine holds outside the heap.
    static void release(SSLEngine engine) {
        BoringSsl.release(engine);
    }

    /// Trusts anyone. An extended one, for to others the JDK adds its own checks.
    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
