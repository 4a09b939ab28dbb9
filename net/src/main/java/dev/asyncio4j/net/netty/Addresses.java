// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Engine;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.UnixDomainSocketAddress;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Addresses in the JDK's words outside, and in those of the engine inside.
public final class Addresses {

    /// Of `sun_path`, where it is shortest, without its last zero.
    private static final int MOST_PATH_BYTES = 103;

    private Addresses() {}

    /// As users see it.
    static @Nullable SocketAddress outside(@Nullable SocketAddress address) {
        return address instanceof DomainSocketAddress unix
                ? UnixDomainSocketAddress.of(path(unix).replace("\0", ""))
                : address;
    }

    private static String path(DomainSocketAddress unix) {
        return unix instanceof ListeningPath listening ? listening.text() : unix.path();
    }

    /// As the engine wants it, to listen there.
    static SocketAddress toListen(Engine engine, SocketAddress address) {
        return inside(engine, address) instanceof DomainSocketAddress unix
                ? new ListeningPath(unix.path())
                : address;
    }

    /// Refuses a path that some engines or systems would refuse in words of their own.
    /// @throws SocketException if it is too long
    public static void ensureFits(UnixDomainSocketAddress address) throws SocketException {
        int bytes = address.getPath().toString().getBytes(StandardCharsets.UTF_8).length;
        if (bytes > MOST_PATH_BYTES) {
            throw new SocketException("AF_UNIX path too long: " + address.getPath());
        }
    }

    /// Whether unix sockets are channels of the JDK's with this engine: Netty's own close when the
    /// other side ends its half.
    public static boolean areJdks(Engine engine) {
        return engine == Engine.NIO || engine == Engine.IO_URING;
    }

    /// As the engine wants it.
    static SocketAddress inside(Engine engine, SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix && engine != Engine.NIO
                ? new DomainSocketAddress(unix.getPath().toString())
                : address;
    }
}
