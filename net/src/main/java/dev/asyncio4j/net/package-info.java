// SPDX-License-Identifier: Apache-2.0

/// Floor 3: the network's front door.
///
/// Start at [Net][dev.asyncio4j.net.Net]: `import static dev.asyncio4j.net.Net.*;`.
package dev.asyncio4j.net;
