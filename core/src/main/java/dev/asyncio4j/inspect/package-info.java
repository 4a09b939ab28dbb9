// SPDX-License-Identifier: Apache-2.0

/// Floor 4: seeing the whiteboard: who waits for whom and where, from inside the program or from
/// outside.
///
/// Start at [CallGraph][dev.asyncio4j.inspect.CallGraph], which prints a task's stack and who
/// awaits
/// it.
package dev.asyncio4j.inspect;
