// SPDX-License-Identifier: Apache-2.0

/// Floor 0, hidden: what happens on a loop, as facts and as text for the page.
///
/// Start at [Board][dev.asyncio4j.console.record.Board], which looks at one loop from its own
/// thread; [Recorder][dev.asyncio4j.console.record.Recorder] and
/// [Gate][dev.asyncio4j.console.record.Gate] are what the loop itself calls while a page is open.
package dev.asyncio4j.console.record;
