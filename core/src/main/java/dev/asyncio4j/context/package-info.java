// SPDX-License-Identifier: Apache-2.0

/// Floor 0: context variables, values which belong to a task instead of a thread.
///
/// Start with [ContextVar][dev.asyncio4j.context.ContextVar], which is all a program needs;
/// [Context][dev.asyncio4j.context.Context] holds the values and tells how the current one is
/// found; [Contextual][dev.asyncio4j.context.Contextual] is what the floors above implement.
package dev.asyncio4j.context;
