// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import org.jspecify.annotations.Nullable;

/// What [ContextVar#set] returns: the way back to the value before.
///
/// It is closeable, so that a value can be set for a block:
///
/// ```java
/// try (var _ = REQUEST.set(request)) {
///     handle();
/// }
/// ```
///
/// **Thread** the one which made it, or whoever runs in the same context.
///
/// **Like** `contextvars.Token`; [#hadValue()] stands for `Token.MISSING`.
public final class Token<T extends @Nullable Object> implements AutoCloseable {
    private final ContextVar<T> variable;
    private final Context context;
    private final @Nullable Object old; // Context.UNSET if there was none
    private boolean used;

    Token(ContextVar<T> variable, Context context, @Nullable Object old) {
        this.variable = variable;
        this.context = context;
        this.old = old;
    }

    /// Returns the variable which was set.
    public ContextVar<T> var() {
        return variable;
    }

    /// Tells whether the variable had a value in the context before. Its default is none.
    public boolean hadValue() {
        return Context.isSet(old);
    }

    /// Returns the value before, or null if there was none; [#hadValue()] tells that from a value
    /// which was null.
    @SuppressWarnings("unchecked") // a variable's values are put in by its own set only
    public @Nullable T oldValue() {
        return hadValue() ? (T) old : null;
    }

    /// Gives the variable the value it had before, as [ContextVar#reset] does.
    ///
    /// @throws IllegalStateException if this was used before
    /// @throws IllegalArgumentException in another context than the one it was made in
    @Override
    public void close() {
        variable.reset(this);
    }

    /// Puts the old value back; the second half of [ContextVar#reset].
    void use(Context current) {
        if (used) {
            throw new IllegalStateException(
                    this + " has already been used once; each set gives a new one");
        }
        if (current != context) {
            throw new IllegalArgumentException(
                    this + " was created in a different Context; reset it in the task which set");
        }
        used = true;
        context.put(variable, old);
    }

    @Override
    public String toString() {
        return (used ? "<Token used var=" : "<Token var=") + variable.name() + '>';
    }
}
