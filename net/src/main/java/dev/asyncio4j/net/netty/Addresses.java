// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Engine;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/// Addresses in the JDK's words outside, and in those of the engine inside.
final class Addresses {

    private Addresses() {}

    /// As users see it.
    static @Nullable SocketAddress outside(@Nullable SocketAddress address) {
        return address instanceof DomainSocketAddress unix
                ? UnixDomainSocketAddress.of(unix.path().replace("\0", ""))
                : address;
    }

    /// As the engine wants it.
    static SocketAddress inside(Engine engine, SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix && engine != Engine.NIO
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }
}
