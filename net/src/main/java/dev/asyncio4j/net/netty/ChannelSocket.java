// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.TransportSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A channel of Netty's as a socket to look at.
final class ChannelSocket implements TransportSocket {

    private final NettyLoop net;
    private final Channel channel;

    ChannelSocket(NettyLoop net, Channel channel) {
        this.net = net;
        this.channel = channel;
    }

    private static final Map<SocketOption<?>, ChannelOption<?>> OPTIONS =
            Map.of(
                    StandardSocketOptions.TCP_NODELAY, ChannelOption.TCP_NODELAY,
                    StandardSocketOptions.SO_KEEPALIVE, ChannelOption.SO_KEEPALIVE,
                    StandardSocketOptions.SO_RCVBUF, ChannelOption.SO_RCVBUF,
                    StandardSocketOptions.SO_SNDBUF, ChannelOption.SO_SNDBUF,
                    StandardSocketOptions.SO_LINGER, ChannelOption.SO_LINGER,
                    StandardSocketOptions.SO_REUSEADDR, ChannelOption.SO_REUSEADDR,
                    StandardSocketOptions.SO_BROADCAST, ChannelOption.SO_BROADCAST,
                    StandardSocketOptions.IP_TOS, ChannelOption.IP_TOS);

    @Override
    public @Nullable SocketAddress sockname() {
        return Addresses.outside(channel.localAddress());
    }

    @Override
    public @Nullable SocketAddress peername() {
        return Addresses.outside(channel.remoteAddress());
    }

    @Override
    public <T> T option(SocketOption<T> option) {
        ChannelOption<T> known = known(option);
        T value = net.here(() -> channel.config().getOption(known));
        if (value == null) {
            throw new UnsupportedOperationException(option + ": not an option of " + this);
        }
        return value;
    }

    @Override
    public <T> void setOption(SocketOption<T> option, T value) {
        ChannelOption<T> known = known(option);
        if (!net.here(() -> channel.config().setOption(known, value))) {
            throw new UnsupportedOperationException(option + ": not an option of " + this);
        }
    }

    @SuppressWarnings("unchecked") // the pairs of OPTIONS have the same type
    private <T> ChannelOption<T> known(SocketOption<T> option) {
        ChannelOption<?> known = OPTIONS.get(option);
        if (known == null) {
            throw new UnsupportedOperationException(option + ": not an option of " + this);
        }
        return (ChannelOption<T>) known;
    }

    /// `<socket sockname=... peername=...>`.
    @Override
    public String toString() {
        return "<socket sockname=" + sockname() + " peername=" + peername() + ">";
    }
}
