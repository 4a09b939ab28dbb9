// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A generator as its own code sees it: where the items go. **Thread** the generator's code only.
///
/// @param <T> the items
public sealed interface Emitter<T extends @Nullable Object> permits GeneratorFrame {

    /// Gives `item` to whoever asked for it, and goes on when the next one is asked for. No other
    /// task runs because of it, unless the asker awaits something meanwhile. Fails with what
    /// [AsyncGenerator#throwInto] brings, and with [GeneratorExit] when the generator is closed:
    /// let that pass. **Like** `yield`.
    /// @return what [AsyncGenerator#send] brought; null if it was asked by `next()`
    /// @throws IllegalStateException outside this generator's own code, a task that it made, say
    @Nullable Object emit(T item);
}
