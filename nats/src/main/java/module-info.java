// SPDX-License-Identifier: Apache-2.0

import org.jspecify.annotations.NullMarked;

/// Durable queues on NATS JetStream.
///
/// Start at [dev.asyncio4j.nats.JetStreamBroker].
@NullMarked
@SuppressWarnings({
    "requires-automatic", // the client has a module name, but no module yet
    "requires-transitive-automatic"
})
module dev.asyncio4j.nats {
    requires static org.jspecify;
    requires transitive dev.asyncio4j.durable;
    requires transitive io.nats.jnats;

    exports dev.asyncio4j.nats;
}
