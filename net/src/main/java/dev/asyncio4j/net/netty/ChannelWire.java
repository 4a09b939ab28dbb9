// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Engine;
import dev.asyncio4j.net.transport.TransportSocket;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.socket.DuplexChannel;
import org.jspecify.annotations.Nullable;

/// A connection over a channel of Netty's.
final class ChannelWire implements Wire {

    private final NettyLoop net;
    private final Channel channel;

    ChannelWire(NettyLoop net, Channel channel) {
        this.net = net;
        this.channel = channel;
    }

    Channel channel() {
        return channel;
    }

    /// Whether the system copies files to it; a ring could not stop on the way.
    boolean sendsFiles() {
        return net.engine() != Engine.IO_URING;
    }

    @Override
    public void reading(boolean on) {
        if (channel.config().isAutoRead() != on) {
            channel.config().setAutoRead(on);
        }
    }

    @Override
    public int write(StreamTransport from, Outgoing outgoing, int most) {
        int before = outgoing.size();
        ChannelFuture written = net.write(channel, outgoing, most);
        int taken = before - outgoing.size();
        if (written.isSuccess()) {
            return 0;
        }
        written.addListener(done -> from.sent(done.cause()));
        return written.isDone() ? 0 : taken;
    }

    @Override
    public void shutdownOutput() {
        if (channel instanceof DuplexChannel both && channel.isActive()) {
            var _ = both.shutdownOutput(); // a failure shows in the next read or write
        }
    }

    @Override
    public boolean canShutdownOutput() {
        return true;
    }

    @Override
    public void close() {
        Streams.close(channel);
    }

    @Override
    public @Nullable TransportSocket socket() {
        return new ChannelSocket(net, channel);
    }
}
