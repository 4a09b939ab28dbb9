// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

import dev.asyncio4j.EventLoop;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The children of a loop that are starting or there: they end with it. **Thread** loop.
final class LoopChildren implements AutoCloseable {

    private final Set<Runnable> ends = new LinkedHashSet<>();

    static LoopChildren of(EventLoop loop) {
        return loop.local(LoopChildren.class, LoopChildren::new);
    }

    /// Lets `end` run when the loop is closed, unless it is removed before.
    void add(Runnable end) {
        ends.add(end);
    }

    void remove(Runnable end) {
        ends.remove(end);
    }

    int count() {
        return ends.size();
    }

    @Override
    public void close() {
        List.copyOf(ends).forEach(Runnable::run);
        ends.clear();
    }
}
