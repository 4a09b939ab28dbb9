// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.message.Json;
import dev.asyncio4j.net.tls.TlsSettings;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a client asks. Immutable; each `with` returns a changed copy.
///
/// @param timeouts how long it waits
/// @param pool how many connections it has
/// @param limits how much servers may send
/// @param versions which versions of HTTP it speaks
/// @param redirects how many of them it follows for one request
/// @param retry when it sends a request again
/// @param decompress whether it asks for compressed bodies, and decompresses them
/// @param cookies whether it keeps cookies
/// @param headers fields of all requests that have none of the name
/// @param tls how it encrypts
/// @param proxy through which it goes; null: straight
/// @param unixSocket where it connects, whatever host an address names; null: to that host
/// @param givenJson how objects are read and written; null: as [Json#found()] says
public record ClientOptions(
        Timeouts timeouts,
        PoolLimits pool,
        AnswerLimits limits,
        HttpVersions versions,
        int redirects,
        Retry retry,
        boolean decompress,
        boolean cookies,
        Headers headers,
        TlsSettings tls,
        @Nullable Proxy proxy,
        @Nullable Path unixSocket,
        @Nullable Json givenJson) {

    private static final ClientOptions DEFAULTS =
            new ClientOptions(
                    Timeouts.defaults(),
                    PoolLimits.defaults(),
                    AnswerLimits.defaults(),
                    HttpVersions.BOTH,
                    10,
                    Retry.never(),
                    true,
                    true,
                    Headers.of("user-agent", "asyncio4j", "accept", "*/*"),
                    TlsSettings.client(),
                    null,
                    null,
                    null);

    /// Checks them.
    /// @throws IllegalArgumentException if `redirects` is negative, or `tls` a server's
    public ClientOptions {
        Objects.requireNonNull(timeouts, "timeouts");
        Objects.requireNonNull(pool, "pool");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(versions, "versions");
        Objects.requireNonNull(retry, "retry");
        if (redirects < 0) {
            throw new IllegalArgumentException("redirects: " + redirects + " (expected: >= 0)");
        }
        if (tls.isServer()) {
            throw new IllegalArgumentException("tls: a server's (expected: TlsSettings.client())");
        }
    }

    /// 60 s, 10 connections to one host and 100 in all, HTTP/1.1 and HTTP/2, 10 redirects, no
    /// retries, cookies, straight
    /// to hosts whose certificate is trusted.
    public static ClientOptions defaults() {
        return DEFAULTS;
    }

    /// With these times.
    public ClientOptions withTimeouts(Timeouts newTimeouts) {
        return new ClientOptions(
                newTimeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// With so many connections.
    public ClientOptions withPool(PoolLimits newPool) {
        return new ClientOptions(
                timeouts,
                newPool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// With answers of that size.
    public ClientOptions withLimits(AnswerLimits newLimits) {
        return new ClientOptions(
                timeouts,
                pool,
                newLimits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Speaking these versions.
    public ClientOptions withVersions(HttpVersions newVersions) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                newVersions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Following so many redirects of one request; 0 follows none, and gives them as they are.
    public ClientOptions withRedirects(int count) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                count,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Sending again what failed, so.
    public ClientOptions withRetry(Retry newRetry) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                newRetry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Leaving bodies as they come, and not asking for compressed ones.
    public ClientOptions withoutDecompression() {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                false,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Without keeping cookies.
    public ClientOptions withoutCookies() {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                false,
                headers,
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// With one more header field in all requests that have none of the name. `authorization`,
    /// `cookie` and `proxy-authorization` go to whom a program asks, and not to whom a redirect
    /// leads.
    /// @throws IllegalArgumentException if name or value are not fit for the wire
    public ClientOptions withHeader(String name, String value) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers.set(name, value),
                tls,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Encrypting so: `withTls(TlsSettings.client().withTrusted(path))`.
    public ClientOptions withTls(TlsSettings settings) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                settings,
                proxy,
                unixSocket,
                givenJson);
    }

    /// Through this proxy.
    public ClientOptions withProxy(Proxy newProxy) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                newProxy,
                unixSocket,
                givenJson);
    }

    /// Connecting to this socket, whatever host an address names.
    public ClientOptions withUnixSocket(Path path) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                path,
                givenJson);
    }

    /// Reading and writing objects so.
    public ClientOptions withJson(Json json) {
        return new ClientOptions(
                timeouts,
                pool,
                limits,
                versions,
                redirects,
                retry,
                decompress,
                cookies,
                headers,
                tls,
                proxy,
                unixSocket,
                json);
    }

    /// How objects are read and written.
    /// @throws IllegalStateException if there is no library
    public Json json() {
        return givenJson == null ? Json.found() : givenJson;
    }
}
