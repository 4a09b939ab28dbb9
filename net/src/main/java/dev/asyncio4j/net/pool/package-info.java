// SPDX-License-Identifier: Apache-2.0

/// Floor 2: work that must not share the process, on a pool of JVMs of its own.
///
/// Start at [ProcessPool][dev.asyncio4j.net.pool.ProcessPool]. A `Worker` is a thread here and a
/// JVM
/// there, which runs `WorkerMain`; between them go the `Frames` of a socket, and in these what
/// `Payload` makes of jobs and results.
package dev.asyncio4j.net.pool;
