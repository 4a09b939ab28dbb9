// SPDX-License-Identifier: Apache-2.0

/// Floor 4: what tasks wait for each other with: locks, events, conditions, semaphores, barriers
/// and queues.
///
/// Start using it at [Lock][dev.asyncio4j.sync.Lock] and [Queue][dev.asyncio4j.sync.Queue]; both
/// say
/// what holds for all. Start reading it at `Waiters`, the one wait queue that all of them are made
/// of.
package dev.asyncio4j.sync;
