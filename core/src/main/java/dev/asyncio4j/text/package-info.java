// SPDX-License-Identifier: Apache-2.0

/// How what users named stands in texts of ours: on one line, and harmless. Floor 0, hidden.
///
/// Start at [dev.asyncio4j.text.Quoted].
@NullMarked
package dev.asyncio4j.text;

import org.jspecify.annotations.NullMarked;
