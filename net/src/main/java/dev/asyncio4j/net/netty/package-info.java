// SPDX-License-Identifier: Apache-2.0

/// Floor 2, hidden: real sockets, by Netty's transports. The only package that sees Netty.
///
/// Start at [NettyLoop][dev.asyncio4j.net.netty.NettyLoop]: the loop's poller, when it has a
/// network.
/// What Netty calls while it polls only makes ready; user code runs in the loop's turn. What user
/// code
/// asks for is noted, and done on the loop's own thread before the next poll.
package dev.asyncio4j.net.netty;
