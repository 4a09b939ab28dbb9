// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: what a durable queue needs, said to Redis Streams by Lettuce.
///
/// Start with [RedisBroker][dev.asyncio4j.redis.RedisBroker]. The client's threads only complete
/// futures; nothing here blocks the loop.
package dev.asyncio4j.redis;
