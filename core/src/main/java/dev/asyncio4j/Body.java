// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The code of a coroutine that returns a value: what stands inside `async(() -> {...})`.
///
/// @param <T> what it returns
@FunctionalInterface
public interface Body<T extends @Nullable Object> {

    /// Runs the code. **Suspends** where it awaits.
    /// @throws Exception whatever it likes: the awaiter gets that very object
    T run() throws Exception;

    /// A body that returns nothing as one that returns null; it is called what the code is called.
    static Body<@Nullable Void> of(OfNothing code) {
        return new Nothing(Objects.requireNonNull(code, "body"));
    }

    /// The code of a coroutine that returns nothing.
    @FunctionalInterface
    interface OfNothing {

        /// Runs the code. **Suspends** where it awaits.
        /// @throws Exception whatever it likes: the awaiter gets that very object
        void run() throws Exception;
    }

    /// The code of a scope, which is given the scope: `taskGroup(group -> {...})`.
    ///
    /// @param <S> the scope
    /// @param <T> what it returns
    @FunctionalInterface
    interface In<S, T extends @Nullable Object> {

        /// Runs the code. **Suspends** where it awaits.
        /// @throws Exception whatever it likes: the awaiter gets that very object
        T run(S scope) throws Exception;
    }

    /// The code of a scope that returns nothing.
    ///
    /// @param <S> the scope
    @FunctionalInterface
    interface InOfNothing<S> {

        /// Runs the code. **Suspends** where it awaits.
        /// @throws Exception whatever it likes: the awaiter gets that very object
        void run(S scope) throws Exception;
    }
}
