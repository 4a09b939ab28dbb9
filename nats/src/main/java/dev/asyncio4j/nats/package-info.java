// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: what a durable queue needs, said to NATS JetStream by its own
/// client.
///
/// Start with [JetStreamBroker][dev.asyncio4j.nats.JetStreamBroker]. The client's threads only post
/// letters to the loop, and complete futures; nothing here blocks the loop.
package dev.asyncio4j.nats;
