// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.net.tls.TlsProtocol;
import dev.asyncio4j.net.tls.TlsSettings;
import dev.asyncio4j.net.tls.TlsUpgrade;
import dev.asyncio4j.net.transport.BaseProtocol;
import dev.asyncio4j.net.transport.Transport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Puts TLS between a connection and its protocol, if that is wished. **Thread** loop, in a task.
final class Securing {

    private Securing() {}

    /// A way to a connection, whatever its protocol is.
    @FunctionalInterface
    interface Way {
        Transport open(Supplier<? extends BaseProtocol> factory) throws Exception;
    }

    /// A supplier that remembers what it has made.
    private static final class Kept<P extends BaseProtocol> implements Supplier<P> {
        private final Supplier<P> factory;
        private @Nullable P made;

        Kept(Supplier<P> factory) {
            this.factory = factory;
        }

        @Override
        public P get() {
            P fresh = factory.get();
            made = fresh;
            return fresh;
        }

        P made() {
            P known = made;
            if (known == null) {
                throw new IllegalStateException("no protocol was made");
            }
            return known;
        }
    }

    /// A connection that this side opens.
    /// @param host that is connected to; null if it has no name
    static <P extends BaseProtocol> Endpoint<Transport, P> opened(
            Supplier<P> factory, ConnectOptions options, @Nullable String host, Way way)
            throws Exception {
        TlsSettings tls = options.tls();
        if (tls == null) {
            if (options.serverHostname() != null) {
                throw new IllegalArgumentException("server_hostname is only meaningful with ssl");
            }
            Kept<P> kept = new Kept<>(factory);
            return new Endpoint<>(way.open(kept), kept.made());
        }
        if (tls.isServer()) {
            throw new IllegalArgumentException(
                    "tls: " + tls + " (expected: made by TlsSettings.client)");
        }
        String name = TlsUpgrade.hostname(tls, options.serverHostname(), host);
        return secured(factory, tls, name, way);
    }

    /// A connection whose handshake is waited for.
    static <P extends BaseProtocol> Endpoint<Transport, P> secured(
            Supplier<P> factory, TlsSettings tls, String hostname, Way way) throws Exception {
        await(tls.prepare());
        Kept<P> inner = new Kept<>(factory);
        Kept<TlsProtocol> outer =
                new Kept<>(() -> TlsProtocol.connecting(inner.get(), tls, hostname));
        way.open(outer);
        return new Endpoint<>(outer.made().waitHandshake(), inner.made());
    }

    /// What makes the protocols of a server's connections. **Suspends** while the certificates are
    /// read.
    static Supplier<? extends BaseProtocol> serving(
            Supplier<? extends BaseProtocol> factory, @Nullable TlsSettings tls) throws Exception {
        if (tls == null) {
            return factory;
        }
        if (!tls.isServer()) {
            throw new IllegalArgumentException(
                    "tls: " + tls + " (expected: made by TlsSettings.server)");
        }
        await(tls.prepare());
        return () -> TlsProtocol.accepted(factory.get(), tls);
    }
}
