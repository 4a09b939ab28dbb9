// SPDX-License-Identifier: Apache-2.0

/// Floor 5: what tests of asynchronous programs need: a time of their own, and schedules that can
/// be tried out, written down and run again.
///
/// Start with [Schedules][dev.asyncio4j.testing.Schedules], which runs a coroutine under many
/// schedules and names the one that breaks it in one line. With an own loop:
/// [VirtualTime][dev.asyncio4j.testing.VirtualTime] for a clock that jumps instead of waiting,
/// [Play][dev.asyncio4j.testing.Play] for one run of a [Schedule][dev.asyncio4j.testing.Schedule].
/// [Marks][dev.asyncio4j.testing.Marks] say in which order a test must come by.
package dev.asyncio4j.testing;
