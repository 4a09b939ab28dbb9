// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// A server through which a client goes to others: with CONNECT to encrypted ones, which the proxy
/// cannot look into then, with the whole address to others. **Source** RFC 9110, 9.3.6; RFC 9112,
/// 3.2.2.
///
/// @param host its name or address
/// @param port its port
/// @param authorization what it wants to be told about its user; null: nothing
public record Proxy(String host, int port, @Nullable String authorization) {

    /// The proxy at an address such as `http://proxy.example:3128`.
    /// @throws IllegalArgumentException if it is no such address
    public static Proxy of(String address) {
        URI uri = Urls.parse(address);
        boolean bare =
                uri.getScheme().equals("http")
                        && uri.getRawPath().isEmpty()
                        && uri.getRawQuery() == null;
        if (!bare) {
            throw new IllegalArgumentException(
                    "proxy: " + address + " (expected: http://host:port)");
        }
        Origin origin = Origin.of(uri);
        return new Proxy(origin.host(), origin.port(), null);
    }

    /// As this user.
    public Proxy withUser(String name, String password) {
        return new Proxy(host, port, basic(name, password));
    }

    /// The value of a field that names a user. **Source** RFC 7617, 2.
    /// @throws IllegalArgumentException if the name holds a colon
    static String basic(String name, String password) {
        if (name.indexOf(':') >= 0) {
            throw new IllegalArgumentException("name: it holds a colon (expected: none)");
        }
        byte[] both = (name + ":" + password).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    /// `<Proxy proxy.example:3128>`, without the password.
    @Override
    public String toString() {
        return "<Proxy " + host + ":" + port + ">";
    }
}
