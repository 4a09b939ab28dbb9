// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.context;

import java.util.NoSuchElementException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A variable with a value for each [Context], so for each task: what a thread-local is to threads.
///
/// ```java
/// private static final ContextVar<String> USER = ContextVar.withDefault("user", "nobody");
/// ```
///
/// A task begins with the values its creator had then; what it sets afterwards only itself and the
/// tasks it creates will see. A coroutine awaited directly shares its caller's values.
///
/// Two variables are never equal, whatever their names. A value may be null if `T` is nullable.
///
/// **Thread** any; outside a task each thread has its own values.
///
/// **Like** `contextvars.ContextVar`.
public final class ContextVar<T extends @Nullable Object> {
    private final String name;
    private final @Nullable Object initial; // Context.UNSET if there is no default

    private ContextVar(String name, @Nullable Object initial) {
        this.name = Objects.requireNonNull(name, "name");
        this.initial = initial;
    }

    /// Makes a variable without a default. Keep it in a static final field.
    public static <T extends @Nullable Object> ContextVar<T> of(String name) {
        return new ContextVar<>(name, Context.UNSET);
    }

    /// Makes a variable which has the given value wherever none is set.
    public static <T extends @Nullable Object> ContextVar<T> withDefault(String name, T value) {
        return new ContextVar<>(name, value);
    }

    /// Returns the name, which is for people only.
    public String name() {
        return name;
    }

    /// Returns the value in the current context, else the default.
    ///
    /// @throws NoSuchElementException if there is neither
    public T get() {
        Object value = Context.current().find(this);
        if (!Context.isSet(value)) {
            value = initial;
            if (!Context.isSet(value)) {
                throw new NoSuchElementException(
                        "ContextVar "
                                + name
                                + " has no value in this context and no default;"
                                + " set it first or call get(fallback)");
            }
        }
        return cast(value);
    }

    /// Returns the value in the current context, else the fallback, even if there is a default.
    public T get(T fallback) {
        Object value = Context.current().find(this);
        return Context.isSet(value) ? cast(value) : fallback;
    }

    /// Sets the value in the current context; the token leads back to the value before.
    public Token<T> set(T value) {
        Context context = Context.current();
        return new Token<>(this, context, context.put(this, value));
    }

    /// Gives this variable the value it had before the `set` which returned the token; none, if it
    /// had none. A token can be used once, in the context it was made in.
    ///
    /// @throws IllegalStateException if the token was used before
    /// @throws IllegalArgumentException if the token is another variable's, or was made in another
    ///     context
    public void reset(Token<T> token) {
        if (token.var() != this) {
            throw new IllegalArgumentException(
                    token + " was created by a different ContextVar (expected: " + this + ")");
        }
        token.use(Context.current());
    }

    /// Types a value which was found for this variable: its own `set` put it in, or it is the
    /// default, so it is a `T`, and null only if a `T` may be.
    @SuppressWarnings({"unchecked", "NullAway"}) // see above
    private T cast(@Nullable Object value) {
        return (T) value;
    }

    @Override
    public String toString() {
        return Context.isSet(initial)
                ? "<ContextVar name=" + name + " default=" + initial + '>'
                : "<ContextVar name=" + name + '>';
    }
}
