// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.inspect;

import dev.asyncio4j.Future;
import java.util.List;

/// Where a future's code is, and who awaits it: the node of a call graph. Immutable; the future in
/// it is not. **Like** `asyncio.FutureCallGraph`.
///
/// @param future the task or future
/// @param callStack its stack, innermost call first; empty for a future that is no task
/// @param awaitedBy the same of each that awaits it; empty where that has been told on the way from
///     the first node already, for tasks may await each other in a circle; of many the first
/// @param more how many await it that are not in `awaitedBy`, because they are too many; asyncio
///     has nothing like it
public record FutureCallGraph(
        Future<?> future,
        List<FrameCallGraphEntry> callStack,
        List<FutureCallGraph> awaitedBy,
        int more) {

    /// What [CallGraph#printCallGraph()] prints.
    @Override
    public String toString() {
        return GraphText.of(this);
    }
}
