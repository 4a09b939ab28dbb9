// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// A block of code inside an [AsyncContextManager].
final class ContextBlock {

    private ContextBlock() {}

    static <T extends @Nullable Object, R extends @Nullable Object> @Nullable R run(
            AsyncContextManager<T> manager, Body.In<? super T, R> body) throws Exception {
        T resource = manager.enter().onAwait();
        R result;
        try {
            result = body.run(resource);
        } catch (Throwable failure) {
            if (isSwallowed(manager, failure)) {
                return null;
            }
            throw failure;
        }
        var _ = manager.exit(null).onAwait();
        return result;
    }

    private static boolean isSwallowed(AsyncContextManager<?> manager, Throwable failure) {
        try {
            return manager.exit(failure).onAwait();
        } catch (Throwable later) {
            throw Sneaky.<RuntimeException>as(suppressing(later, failure));
        }
    }

    /// What an exit failed with, and what it would otherwise hide.
    static Throwable suppressing(Throwable later, @Nullable Throwable earlier) {
        if (earlier != null && later != earlier) {
            later.addSuppressed(earlier);
        }
        return later;
    }
}
