// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Anything that can be given to `await`: a [Coroutine], a [Future], a [Task], or a type of your
/// own.
///
/// Everything in this library that can suspend returns one, and `await` is the only word that
/// suspends: where no `await` stands, no other task runs. **Like** `collections.abc.Awaitable`.
///
/// @param <T> what awaiting it gives
@FunctionalInterface
public interface Awaitable<T extends @Nullable Object> {

    /// What `await` calls, in the awaiting task; it may await in turn. Programs write `await(it)`
    /// instead. **Suspends** as the type says. **Like** `__await__`.
    /// @throws Exception whatever the awaited work failed with
    T onAwait() throws Exception;
}
