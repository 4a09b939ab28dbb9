// SPDX-License-Identifier: Apache-2.0

/// Floor 3: coroutines, futures, tasks, and everything that combines them.
///
/// Start using it at [Asyncio][dev.asyncio4j.Asyncio], whose methods are meant for `import static`.
/// Start reading it at `Await`, the only place that suspends, and `LoopTask`, which steps a task.
package dev.asyncio4j;
