// SPDX-License-Identifier: Apache-2.0

/// Floor 4: what can be seen of a program that runs: who waits for whom, and where in the code.
///
/// [CallGraph][dev.asyncio4j.inspect.CallGraph] is one task or future and all that wait for it;
/// [TaskDump][dev.asyncio4j.inspect.TaskDump] is all tasks of a loop, also of one that stands
/// still. Both only read what the loop knows anyway; nothing has to be prepared.
package dev.asyncio4j.inspect;
