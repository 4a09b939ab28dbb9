// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a queue holds, and in which order it gives it. Null is an item like any other.
///
/// @param <T> an item
abstract sealed class Items<T extends @Nullable Object> permits Ring, Heap {

    /// Adds an item; if that fails, nothing has changed.
    abstract void add(T item);

    /// Takes the one that is next; there must be one.
    abstract T take();

    abstract int size();

    /// All of them, for messages. A copy.
    abstract List<T> toList();
}
