// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import io.netty.channel.unix.DomainSocketAddress;

/// The path of a listening unix socket, which Netty hears of only for as long as it binds: when it
/// closes a socket, it deletes whatever file is at the path it knows, be it another's. [SocketFile]
/// looks first. **Thread** loop.
@SuppressWarnings("serial") // it is not sent anywhere
final class ListeningPath extends DomainSocketAddress {

    private boolean isBound;

    ListeningPath(String path) {
        super(path);
    }

    /// From now on Netty does not know it any more.
    void bound() {
        isBound = true;
    }

    /// The path, at all times.
    String text() {
        return super.path();
    }

    @Override
    public String path() {
        return isBound ? "" : super.path();
    }
}
