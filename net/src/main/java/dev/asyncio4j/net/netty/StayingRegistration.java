// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;

/// A registration with epoll that is never without an operation.
///
/// Netty 4.2.18 takes a socket out of epoll when it wants neither to read nor to write, and then
/// cannot
/// put it back: the next change fails with ENOENT. That is the state of each connection whose other
/// side
/// has ended its half. Asking for nothing edge-triggered keeps it in; an error or a hang-up is then
/// told
/// once, not for ever.
final class StayingRegistration implements IoRegistration {

    private final IoRegistration epolls;

    StayingRegistration(IoRegistration epolls) {
        this.epolls = epolls;
    }

    @Override
    public long submit(IoOps ops) {
        return epolls.submit(isNone(ops) ? EpollIoOps.EPOLLET : ops);
    }

    private static boolean isNone(IoOps ops) {
        return ops instanceof EpollIoOps some && some.equals(EpollIoOps.NONE);
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
    public <T> T attachment() {
        return epolls.attachment();
    }

    @Override
    public boolean isValid() {
        return epolls.isValid();
    }

    @Override
    public boolean cancel() {
        return epolls.cancel();
    }
}
