// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

import dev.asyncio4j.net.ConnectOptions;
import dev.asyncio4j.net.ServeOptions;
import java.nio.file.Path;

/// A server `server` (which is `localhost`, too) and clients that trust who signed for it.
///
/// @param host whose certificate the server shows
/// @param server its settings
/// @param client settings that trust it
record Pki(Notary.Owner host, TlsSettings server, TlsSettings client) {

    static Pki in(Path folder) {
        Notary.Owner host =
                Notary.ofHost("localhost")
                        .dns("server")
                        .address("127.0.0.1")
                        .signedBy(Notary.ofAuthority("middle").signedBy(Notary.root()));
        return new Pki(
                host, host.server(folder), TlsSettings.client().withTrusted(host.rootIn(folder)));
    }

    ServeOptions serving() {
        return ServeOptions.defaults().withTls(server);
    }

    ConnectOptions connecting() {
        return ConnectOptions.defaults().withTls(client);
    }
}
