// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// The network for asyncio4j: streams, transports and protocols, servers, datagrams.
@NullMarked
@SuppressWarnings("module") // those that stand on this one are not known here
module dev.asyncio4j.net {
    requires transitive dev.asyncio4j;
    requires static org.jspecify;
    requires io.netty.common;
    requires io.netty.buffer;
    requires io.netty.handler;
    requires static io.netty.resolver;
    requires static io.netty.resolver.dns; // for useDns
    requires io.netty.transport;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.io_uring;
    requires io.netty.transport.classes.kqueue;

    exports dev.asyncio4j.net;
    exports dev.asyncio4j.net.file;
    exports dev.asyncio4j.net.pool;
    exports dev.asyncio4j.net.process;
    exports dev.asyncio4j.net.simulated;
    exports dev.asyncio4j.net.stream;
    exports dev.asyncio4j.net.tls;
    exports dev.asyncio4j.net.transport;
    exports dev.asyncio4j.net.waits to
            dev.asyncio4j.http;
}
