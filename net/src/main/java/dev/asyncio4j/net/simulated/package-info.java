// SPDX-License-Identifier: Apache-2.0

/// Floor 2: a network in memory, for tests: the transports and protocols of floor 0 between named
/// hosts of one loop, under its virtual time, with latency, partitions, slow links, lost
/// connections and reordered datagrams, all decided by one seed.
///
/// Start at [SimulatedNetwork][dev.asyncio4j.net.simulated.SimulatedNetwork].
package dev.asyncio4j.net.simulated;
