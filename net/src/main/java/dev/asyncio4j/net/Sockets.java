// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.net.netty.NettyLoop;
import dev.asyncio4j.net.netty.Watcher;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;

/// The JDK's channels, watched by the running loop. **Thread** loop.
final class Sockets {

    private Sockets() {}

    static Watcher watcher() {
        return NettyLoop.of(EventLoop.running()).watcher();
    }

    static void addReader(SelectableChannel channel, Runnable callback) {
        try {
            watcher().addReader(channel, callback);
        } catch (ClosedChannelException closed) {
            throw new IllegalStateException("the channel is closed: " + channel, closed);
        }
    }

    static void addWriter(SelectableChannel channel, Runnable callback) {
        try {
            watcher().addWriter(channel, callback);
        } catch (ClosedChannelException closed) {
            throw new IllegalStateException("the channel is closed: " + channel, closed);
        }
    }
}
