// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.net.waits.Peer;
import java.net.URI;

/// Where a connection goes: what connections are kept by.
///
/// @param scheme `http` or `https`
/// @param host its name or address, without brackets
/// @param port its port
record Origin(String scheme, String host, int port) {

    static Origin of(URI url) {
        String host = url.getHost();
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        int port = url.getPort() < 0 ? standard(url.getScheme()) : url.getPort();
        return new Origin(url.getScheme(), bare, port);
    }

    /// The same, reached through a proxy that does not read what is said: no connection to it is
    /// one for requests, which tell the proxy where they go.
    Origin tunnelled() {
        return isSecure() ? this : new Origin("ws", host, port);
    }

    private static int standard(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }

    boolean isSecure() {
        return scheme.equals("https");
    }

    /// The host with its port, for CONNECT.
    String authority() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /// The same for reports, on one line and harmless, whatever the host is called.
    String peer() {
        return Peer.authority(host, port);
    }

    /// The value of the host field: the port only if it says something.
    String hostField() {
        String all = authority();
        return port == standard(scheme) ? all.substring(0, all.lastIndexOf(':')) : all;
    }

    @Override
    public String toString() {
        return scheme + "://" + hostField();
    }
}
