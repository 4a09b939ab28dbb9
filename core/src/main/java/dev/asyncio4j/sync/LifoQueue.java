// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import org.jspecify.annotations.Nullable;

/// A queue that gives the newest item first. **Thread** loop. **Like** `asyncio.LifoQueue`.
///
/// @param <T> an item
public final class LifoQueue<T extends @Nullable Object> extends Queue<T> {

    /// Creates a queue without a limit. **Thread** any.
    public LifoQueue() {
        this(0);
    }

    /// Creates a queue for at most `maxsize` items. **Thread** any.
    /// @param maxsize zero or less is no limit
    public LifoQueue(int maxsize) {
        super(maxsize, new Ring<>(true));
    }

    @Override
    public LifoQueue<T> named(String name) {
        super.named(name);
        return this;
    }
}
