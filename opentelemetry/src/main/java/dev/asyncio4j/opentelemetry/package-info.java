// SPDX-License-Identifier: Apache-2.0

/// The one floor of this module: OpenTelemetry's current span follows tasks.
///
/// Start with [TaskContextStorage][dev.asyncio4j.opentelemetry.TaskContextStorage].
package dev.asyncio4j.opentelemetry;
