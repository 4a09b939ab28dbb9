// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Something that is entered before a block of code and left after it, both of which may have to be
/// awaited: `await(manager.use(resource -> {...}))`.
///
/// [Asyncio#contextManager] makes one of a piece of code. **Thread** loop. **Like** an object with
/// `__aenter__` and `__aexit__`.
///
/// @param <T> what the block gets
public interface AsyncContextManager<T extends @Nullable Object> {

    /// Enters, and gives what the block works with. If it fails, there is no block and no exit.
    /// **Like** `__aenter__`.
    Awaitable<T> enter();

    /// Leaves. What it fails with comes out instead of `failure`, which is suppressed in it.
    /// **Like** `__aexit__`.
    /// @param failure what the block failed with; null if it did not
    /// @return whether `failure` is to be swallowed; without one, it does not matter
    Awaitable<Boolean> exit(@Nullable Throwable failure);

    /// Enters, runs `body`, and leaves, whatever comes out of `body`. **Suspends** as the three do.
    /// **If cancelled** while `body` runs, the CancelledError is what [#exit] gets. **Like** `async
    /// with`.
    default Coroutine<@Nullable Void> use(Body.InOfNothing<? super T> body) {
        return call(
                resource -> {
                    body.run(resource);
                    return null;
                });
    }

    /// [#use] for code that returns a value. It is not called the same, because Java could not tell
    /// the two from one another by their lambdas.
    /// @return what `body` returns; null if a failure was swallowed
    default <R extends @Nullable Object> Coroutine<@Nullable R> call(Body.In<? super T, R> body) {
        return new Coroutine<@Nullable R>("use", () -> ContextBlock.run(this, body));
    }
}
