// SPDX-License-Identifier: Apache-2.0

/// Floor 2: the whiteboard of an event loop as a live page in the browser.
///
/// Start at [Whiteboard][dev.asyncio4j.console.Whiteboard]: one line opens it.
package dev.asyncio4j.console;
