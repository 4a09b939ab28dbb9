// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.tls;

/// A version of the protocol; there is nothing below 1.2 here. **Like** `ssl.TLSVersion`.
public enum TlsVersion {
    /// RFC 5246.
    TLS_1_2("TLSv1.2"),
    /// RFC 8446.
    TLS_1_3("TLSv1.3");

    private final String name;

    TlsVersion(String name) {
        this.name = name;
    }

    /// As engines and certificates' tools write it: `TLSv1.3`.
    @Override
    public String toString() {
        return name;
    }
}
