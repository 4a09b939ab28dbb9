// SPDX-License-Identifier: Apache-2.0

/// Floor 1 (hidden): the stacks that coroutines run on, and how to stop and resume one.
///
/// A [Strand][dev.asyncio4j.carrier.Strand] is one stack. The loop's thread resumes it; it runs
/// until it comes back to its door, or ends. Start reading at `Strand`, then `OwnedStrand`. Nothing
/// here knows of tasks, futures or the loop.
package dev.asyncio4j.carrier;
