// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Queues whose messages outlive a consumer: in memory here, kept by a broker with an adapter.
///
/// Start at [dev.asyncio4j.durable.DurableQueue].
@NullMarked
module dev.asyncio4j.durable {
    requires static org.jspecify;
    requires transitive dev.asyncio4j;

    exports dev.asyncio4j.durable;
}
