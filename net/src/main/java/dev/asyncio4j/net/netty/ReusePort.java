// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Engine;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.UnixChannelOption;
import java.io.IOException;
import java.net.StandardSocketOptions;
import org.jspecify.annotations.Nullable;

/// Several sockets at one address, by an option that Netty names differently for each engine.
final class ReusePort {

    private ReusePort() {}

    /// Lets other sockets be at the address that `channel` will be bound to.
    /// @return why not; null if they may
    static @Nullable IOException allow(Channel channel, Engine engine) {
        ChannelOption<Boolean> nio = NioChannelOption.of(StandardSocketOptions.SO_REUSEPORT);
        boolean known =
                channel.config().setOption(UnixChannelOption.SO_REUSEPORT, true)
                        || channel.config().setOption(nio, true);
        return known ? null : new IOException("reuse_port not supported by " + engine);
    }
}
