// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Items that come one by one, each of which may have to be awaited. **Thread** loop. **Like** an
/// object with `__anext__`.
///
/// @param <T> the items
public interface AsyncIterator<T extends @Nullable Object> {

    /// The next item; awaiting it fails with [StopAsyncIteration] when there are no more.
    Awaitable<T> next();
}
