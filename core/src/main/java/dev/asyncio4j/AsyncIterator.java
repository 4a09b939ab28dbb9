// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Items that come one by one, each of which may have to be awaited. **Thread** loop. **Like** an
/// object with `__anext__`.
///
/// @param <T> the items
public interface AsyncIterator<T extends @Nullable Object> extends AsyncIterable<T> {

    /// The next item; awaiting it fails with [StopAsyncIteration] when there are no more. **Like**
    /// `anext(it)`.
    Awaitable<T> next();

    /// The next item, or `fallback` when there are no more. **Suspends** as [#next()] does.
    /// **Like** `anext(it, fallback)`.
    default Coroutine<T> nextOr(T fallback) {
        return new Coroutine<>("anext", () -> Iteration.nextOr(this, fallback));
    }

    /// This iterator itself.
    @Override
    default AsyncIterator<T> asyncIterator() {
        return this;
    }
}
