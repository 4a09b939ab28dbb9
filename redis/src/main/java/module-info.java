// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Durable queues on Redis Streams.
///
/// Start at [dev.asyncio4j.redis.RedisBroker].
@NullMarked
@SuppressWarnings("requires-automatic") // the client has a module name, but no module yet
module dev.asyncio4j.redis {
    requires static org.jspecify;
    requires transitive dev.asyncio4j.durable;
    requires lettuce.core;

    // What the client needs; it cannot say so itself, since it is no module yet.
    requires io.netty.handler;
    requires io.netty.resolver.dns;
    requires org.slf4j;

    exports dev.asyncio4j.redis;
}
