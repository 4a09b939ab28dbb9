// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.tls.TlsSettings;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How a connection is made. Immutable; each `with` returns a changed copy.
///
/// @param limit the reader's, in bytes
/// @param localAddress where to connect from; null lets the system choose
/// @param happyEyeballsDelay after how long the next address is tried while one is still pending;
/// null
///     tries one after the other
/// @param interleave how many addresses of the first family come before the families alternate; 0
/// keeps
///     the order of the resolver, and counts as 1 with a delay
/// @param allErrors whether all failures are thrown as a group, not as one that names them
/// @param keepAlive whether a silent connection is probed
/// @param tls how it is encrypted; null does not
/// @param serverHostname whom the server's certificate must name; null is the host that is
/// connected to,
///     and empty leaves it open, so that whoever has a trusted certificate can be in between
public record ConnectOptions(
        int limit,
        @Nullable InetSocketAddress localAddress,
        @Nullable Duration happyEyeballsDelay,
        int interleave,
        boolean allErrors,
        boolean keepAlive,
        @Nullable TlsSettings tls,
        @Nullable String serverHostname) {

    /// asyncio's defaults.
    public static ConnectOptions defaults() {
        return new ConnectOptions(
                StreamReader.DEFAULT_LIMIT, null, null, 0, false, false, null, null);
    }

    /// With this limit of the reader.
    public ConnectOptions withLimit(int bytes) {
        return new ConnectOptions(
                bytes,
                localAddress,
                happyEyeballsDelay,
                interleave,
                allErrors,
                keepAlive,
                tls,
                serverHostname);
    }

    /// Connecting from this address.
    public ConnectOptions withLocalAddress(InetSocketAddress address) {
        return new ConnectOptions(
                limit,
                address,
                happyEyeballsDelay,
                interleave,
                allErrors,
                keepAlive,
                tls,
                serverHostname);
    }

    /// Trying the next address after `delay`, the families in turn (RFC 8305; it recommends 0.25
    /// s).
    public ConnectOptions withHappyEyeballs(Duration delay) {
        return new ConnectOptions(
                limit,
                localAddress,
                delay,
                Math.max(1, interleave),
                allErrors,
                keepAlive,
                tls,
                serverHostname);
    }

    /// With so many addresses of the first family before the families alternate.
    public ConnectOptions withInterleave(int first) {
        return new ConnectOptions(
                limit,
                localAddress,
                happyEyeballsDelay,
                first,
                allErrors,
                keepAlive,
                tls,
                serverHostname);
    }

    /// Throwing all failures, as a group.
    public ConnectOptions withAllErrors() {
        return new ConnectOptions(
                limit,
                localAddress,
                happyEyeballsDelay,
                interleave,
                true,
                keepAlive,
                tls,
                serverHostname);
    }

    /// Probing a silent connection.
    public ConnectOptions withKeepAlive() {
        return new ConnectOptions(
                limit,
                localAddress,
                happyEyeballsDelay,
                interleave,
                allErrors,
                true,
                tls,
                serverHostname);
    }

    /// Encrypting it: `withTls(TlsSettings.client())`. **Like** `ssl=`.
    public ConnectOptions withTls(TlsSettings settings) {
        return new ConnectOptions(
                limit,
                localAddress,
                happyEyeballsDelay,
                interleave,
                allErrors,
                keepAlive,
                settings,
                serverHostname);
    }

    /// Expecting a certificate of this name. **Like** `server_hostname=`.
    public ConnectOptions withServerHostname(String name) {
        return new ConnectOptions(
                limit,
                localAddress,
                happyEyeballsDelay,
                interleave,
                allErrors,
                keepAlive,
                tls,
                name);
    }
}
