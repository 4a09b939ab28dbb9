// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: a queue whose messages are acknowledged, and what it asks of a
/// broker.
///
/// Users start with [DurableQueue][dev.asyncio4j.durable.DurableQueue] and
/// [MemoryBroker][dev.asyncio4j.durable.MemoryBroker]; who writes an adapter with
/// [Broker][dev.asyncio4j.durable.Broker]. The queue knows what all brokers have in common: who
/// holds what, for how long, when to give up. An adapter knows how to say it to one of them.
package dev.asyncio4j.durable;
