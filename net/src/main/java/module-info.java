// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// The network for asyncio4j: streams, transports and protocols, servers, datagrams.
@NullMarked
module dev.asyncio4j.net {
    requires transitive dev.asyncio4j;
    requires static transitive org.jspecify;

    exports dev.asyncio4j.net.pool;
    exports dev.asyncio4j.net.process;
    exports dev.asyncio4j.net.stream;
    exports dev.asyncio4j.net.transport;
}
