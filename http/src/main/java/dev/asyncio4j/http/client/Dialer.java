// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.waitFor;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.http.message.Headers;
import dev.asyncio4j.http.wire.HeadRules;
import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.Connection;
import dev.asyncio4j.net.Net;
import dev.asyncio4j.net.tls.TlsSession;
import dev.asyncio4j.net.tls.TlsSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Opens connections: straight, through a proxy, or to a socket of this machine; encrypted if the
/// address says so.
final class Dialer {

    private static final Duration HAPPY_EYEBALLS = Duration.ofMillis(250); // RFC 8305, 5

    private final ClientOptions options;
    private final Pool pool;
    private final HeadRules rules;

    Dialer(ClientOptions options, Pool pool) {
        this.options = options;
        this.pool = pool;
        AnswerLimits limits = options.limits();
        this.rules = new HeadRules(limits.line(), limits.headers(), limits.headerCount());
    }

    /// A new connection. **Suspends** always. **If cancelled** there is none.
    /// @param alone whether it must not be shared
    /// @throws TimeoutError if a part of it took too long
    /// @throws java.io.IOException if there is no way to it, or it is not to be trusted
    Pooled open(Origin origin, boolean alone, Timeouts timeouts) throws Exception {
        HttpVersions versions = alone ? HttpVersions.HTTP_1_1 : options.versions();
        boolean shares = versions.mayShare(origin);
        Proxy proxy = options.unixSocket() == null ? options.proxy() : null;
        Connection streams = connect(origin, proxy, timeouts);
        try {
            if (proxy != null && (origin.isSecure() || shares || alone)) {
                tunnel(streams, origin, proxy, timeouts);
            }
            if (origin.isSecure()) {
                encrypt(streams, origin, versions, timeouts);
                shares = isHttp2(streams);
                if (!shares && versions == HttpVersions.HTTP_2) {
                    throw new ProtocolError(origin + " does not speak HTTP/2", null);
                }
            }
            return shares
                    ? new SharedConnection(pool, origin, streams, rules)
                    : new ClientConnection(origin, streams, rules);
        } catch (Throwable failure) {
            streams.writer().transport().abort();
            throw failure;
        }
    }

    private static boolean isHttp2(Connection streams) {
        TlsSession agreed = TlsSession.of(streams.writer().transport());
        return agreed != null && "h2".equals(agreed.alpn());
    }

    private Connection connect(Origin origin, @Nullable Proxy proxy, Timeouts timeouts)
            throws Exception {
        Path path = options.unixSocket();
        String host = proxy == null ? origin.host() : proxy.host();
        int port = proxy == null ? origin.port() : proxy.port();
        Coroutine<Connection> opening =
                path == null
                        ? Net.openConnection(
                                host,
                                port,
                                ConnectOptions.defaults()
                                        .withHappyEyeballs(HAPPY_EYEBALLS)
                                        .withKeepAlive())
                        : Net.openUnixConnection(path);
        Duration limit = timeouts.connect();
        if (limit == null) {
            return await(opening);
        }
        try {
            return await(waitFor(opening, limit));
        } catch (TimeoutError late) {
            throw new TimeoutError(
                    "connect: no connection to "
                            + (path == null ? host + ":" + port : path)
                            + " within "
                            + inSeconds(limit),
                    late);
        }
    }

    private void encrypt(
            Connection streams, Origin origin, HttpVersions versions, Timeouts timeouts)
            throws Exception {
        TlsSettings tls =
                switch (versions) {
                    case HTTP_1_1 -> options.tls().withAlpn("http/1.1");
                    case BOTH -> options.tls().withAlpn("h2", "http/1.1");
                    case HTTP_2 -> options.tls().withAlpn("h2");
                };
        Duration limit = timeouts.tls();
        if (limit != null) {
            tls = tls.withHandshakeTimeout(limit);
        }
        await(streams.writer().startTls(tls, origin.host()));
    }

    /// Asks the proxy for a way to the server, into which it cannot look.
    private void tunnel(Connection streams, Origin origin, Proxy proxy, Timeouts timeouts)
            throws Exception {
        ClientConnection asking = new ClientConnection(origin, streams, rules);
        Headers headers = Headers.of("host", origin.authority());
        String authorization = proxy.authorization();
        if (authorization != null) {
            headers = headers.with("proxy-authorization", authorization);
        }
        int status = asking.ask("CONNECT", origin.authority(), headers, timeouts.read()).status();
        if (status < 200 || status > 299) {
            throw new ProtocolError(
                    "the proxy " + proxy + " leads nowhere: status " + status, null);
        }
        if (asking.rest().length > 0) {
            throw new ProtocolError("the proxy " + proxy + " speaks before the server", null);
        }
    }

    static String inSeconds(Duration time) {
        double seconds = (double) time.toNanos() / 1e9;
        return (seconds == Math.rint(seconds) ? "" + (long) seconds : "" + seconds) + " s";
    }
}
