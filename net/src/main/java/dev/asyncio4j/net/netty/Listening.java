// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.BaseProtocol;
import java.util.function.Supplier;

/// What a listening socket is made with.
///
/// @param protocols makes the protocol of each connection
/// @param clients counts them
/// @param backlog how many may wait to be accepted
/// @param reuseAddress whether an address may be taken that an old connection still uses
/// @param reusePort whether other sockets may listen there too, and share what comes
/// @param keepAlive whether silent connections are probed
public record Listening(
        Supplier<? extends BaseProtocol> protocols,
        Clients clients,
        int backlog,
        boolean reuseAddress,
        boolean reusePort,
        boolean keepAlive) {}
