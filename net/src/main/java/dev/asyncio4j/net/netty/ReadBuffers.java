// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;

/// Where plain connections read into: the one buffer of their loop, which the handler copies from
/// before anybody reads again. One read a turn, as in asyncio, so that a fast sender does not keep
/// the
/// others waiting.
final class ReadBuffers extends DefaultMaxMessagesRecvByteBufAllocator {

    private final NettyLoop net;

    ReadBuffers(NettyLoop net) {
        super(1);
        this.net = net;
    }

    @Override
    @Deprecated
    public Handle newHandle() {
        return new MaxMessageHandle() {
            @Override
            public ByteBuf allocate(ByteBufAllocator alloc) {
                return net.readBuffer().clear().retain();
            }

            @Override
            public int guess() {
                return net.readBuffer().capacity();
            }
        };
    }
}
