// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Collection;
import java.util.List;

/// What who waits for the end of futures waits for: those that are not done. **Thread** loop.
///
/// @param futures them, and perhaps others that are done; it may change
record Undone(Collection<? extends Future<?>> futures) implements WaitPoint {

    @Override
    public String what() {
        return WaitGraph.named(owedBy());
    }

    @Override
    public List<Future<?>> owedBy() {
        return futures.stream().filter(each -> !each.isDone()).<Future<?>>map(f -> f).toList();
    }
}
