// SPDX-License-Identifier: Apache-2.0

/// Floor 4: what tasks wait for each other with: locks, events, conditions, semaphores, barriers
/// and queues, as asyncio has them; and what it has not: limiters, channels, broadcast, queues and
/// events for threads too, and the choice among several of these operations.
///
/// Start using it at [Lock][dev.asyncio4j.sync.Lock], [Queue][dev.asyncio4j.sync.Queue] and
/// [Select][dev.asyncio4j.sync.Select]; they say what holds for all. Start reading it at `Waiters`,
/// the one wait queue that all of them are made of, but for those that threads may use: they are
/// explained in `SharedItems`.
package dev.asyncio4j.sync;
