// SPDX-License-Identifier: Apache-2.0

/// Floor 0: the contract between who moves bytes and who understands them.
///
/// A [transport][dev.asyncio4j.net.transport.Transport] moves bytes and calls a
/// [protocol][dev.asyncio4j.net.transport.Protocol], which says what they mean. Nothing here knows
/// a
/// socket: the network's transports, those of pipes and processes, and simulated ones all keep this
/// contract. What transports share is here too: [WriteFlow][dev.asyncio4j.net.transport.WriteFlow]
/// (when to tell a protocol to stop writing) and [Feed][dev.asyncio4j.net.transport.Feed] (how to
/// hand it what was read). Programs begin one floor up, at the streams.
package dev.asyncio4j.net.transport;
