// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: what Micrometer measures of loops, and what its
/// context-propagation takes along with tasks.
///
/// Start with [LoopMetrics][dev.asyncio4j.micrometer.LoopMetrics], or with
/// [ContextPropagation][dev.asyncio4j.micrometer.ContextPropagation]; the two do not need each
/// other.
package dev.asyncio4j.micrometer;
