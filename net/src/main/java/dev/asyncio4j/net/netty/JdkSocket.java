// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.TransportSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NetworkChannel;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/// A channel of the JDK's as a socket to look at. It remembers its addresses when it is closed.
public final class JdkSocket implements TransportSocket {

    private final NetworkChannel channel;
    private final @Nullable SocketAddress sockname;
    private final @Nullable SocketAddress peername;

    /// A view of `channel`.
    public JdkSocket(NetworkChannel channel) {
        this.channel = channel;
        this.sockname = address(channel::getLocalAddress);
        this.peername =
                channel instanceof SocketChannel socket ? address(socket::getRemoteAddress) : null;
    }

    private interface Lookup {
        @Nullable SocketAddress get() throws IOException;
    }

    private static @Nullable SocketAddress address(Lookup lookup) {
        try {
            return lookup.get();
        } catch (ClosedChannelException closed) {
            return null;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public @Nullable SocketAddress sockname() {
        return sockname;
    }

    @Override
    public @Nullable SocketAddress peername() {
        return peername;
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        try {
            return channel.getOption(option);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        try {
            channel.setOption(option, value);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// `<socket sockname=... peername=...>`.
    @Override
    public String toString() {
        return "<socket sockname=" + sockname + " peername=" + peername + ">";
    }
}
