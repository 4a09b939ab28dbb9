// SPDX-License-Identifier: Apache-2.0

/// Floor 0, exported to `http` alone: what a task waits for at the network, as reports have it.
///
/// A [Kind][dev.asyncio4j.net.waits.Kind] makes the points; [Peer][dev.asyncio4j.net.waits.Peer]
/// writes addresses, whatever is in them.
package dev.asyncio4j.net.waits;
