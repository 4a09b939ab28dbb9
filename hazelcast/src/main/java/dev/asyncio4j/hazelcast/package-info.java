// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: calls of `runInExecutor` as tasks of Hazelcast's executors.
///
/// Start with [HazelcastExecutor][dev.asyncio4j.hazelcast.HazelcastExecutor]. Hazelcast blocks in
/// places where one would not think so: `Call` says where, and keeps it away from the loop.
package dev.asyncio4j.hazelcast;
