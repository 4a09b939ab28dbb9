// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.tls.TlsSettings;
import org.jspecify.annotations.Nullable;

/// How a server listens. Immutable; each `with` returns a changed copy.
///
/// @param limit the readers', in bytes
/// @param backlog how many connections may wait to be accepted
/// @param startServing whether it accepts at once, or only after `startServing`
/// @param reuseAddress whether an address may be taken that an old connection still uses
/// @param reusePort whether other sockets may listen at the same address and share what comes
/// @param keepAlive whether silent connections are probed
/// @param tls how connections are encrypted; null does not
public record ServeOptions(
        int limit,
        int backlog,
        boolean startServing,
        boolean reuseAddress,
        boolean reusePort,
        boolean keepAlive,
        @Nullable TlsSettings tls) {

    /// asyncio's defaults.
    public static ServeOptions defaults() {
        return new ServeOptions(StreamReader.DEFAULT_LIMIT, 100, true, true, false, false, null);
    }

    /// With this limit of the readers.
    public ServeOptions withLimit(int bytes) {
        return new ServeOptions(
                bytes, backlog, startServing, reuseAddress, reusePort, keepAlive, tls);
    }

    /// With this backlog.
    public ServeOptions withBacklog(int waiting) {
        return new ServeOptions(
                limit, waiting, startServing, reuseAddress, reusePort, keepAlive, tls);
    }

    /// Accepting only after [Server#startServing()].
    public ServeOptions withoutStart() {
        return new ServeOptions(limit, backlog, false, reuseAddress, reusePort, keepAlive, tls);
    }

    /// With or without the reuse of an address.
    public ServeOptions withReuseAddress(boolean reuse) {
        return new ServeOptions(limit, backlog, startServing, reuse, reusePort, keepAlive, tls);
    }

    /// Sharing the address with other sockets.
    public ServeOptions withReusePort() {
        return new ServeOptions(limit, backlog, startServing, reuseAddress, true, keepAlive, tls);
    }

    /// Probing silent connections.
    public ServeOptions withKeepAlive() {
        return new ServeOptions(limit, backlog, startServing, reuseAddress, reusePort, true, tls);
    }

    /// Encrypting the connections: `withTls(TlsSettings.server(certificates, key))`. **Like**
    /// `ssl=`.
    public ServeOptions withTls(TlsSettings settings) {
        return new ServeOptions(
                limit, backlog, startServing, reuseAddress, reusePort, keepAlive, settings);
    }
}
