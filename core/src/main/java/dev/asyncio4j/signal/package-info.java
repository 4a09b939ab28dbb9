// SPDX-License-Identifier: Apache-2.0

/// The signals of this process, and who listens to them. Floor 0, not exported.
///
/// Start at [dev.asyncio4j.signal.JvmSignal].
@NullMarked
package dev.asyncio4j.signal;

import org.jspecify.annotations.NullMarked;
