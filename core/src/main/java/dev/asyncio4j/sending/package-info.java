// SPDX-License-Identifier: Apache-2.0

/// How calls become bytes for another process, for the modules that send some. Floor 0, exported to
/// those alone.
///
/// Start at [dev.asyncio4j.sending.Sending].
@NullMarked
package dev.asyncio4j.sending;

import org.jspecify.annotations.NullMarked;
