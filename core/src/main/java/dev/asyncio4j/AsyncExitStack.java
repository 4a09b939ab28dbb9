// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A context manager that is made of others while its block runs: all that was pushed is left when
/// it is, last in, first out.
///
/// ```java
/// await(new AsyncExitStack().use(stack -> {
///     for (var address : addresses) {
///         connections.add(await(stack.enterAsyncContext(connect(address))));
///     }
///     ...
/// }));
/// ```
///
/// An exit that swallows the failure, or fails itself, changes what those before it get. **Thread**
/// loop. **Like** `contextlib.AsyncExitStack`.
public final class AsyncExitStack implements AsyncContextManager<AsyncExitStack> {

    /// What is awaited when the stack is left.
    @FunctionalInterface
    public interface Exit {

        /// Leaves, as [AsyncContextManager#exit].
        /// @return whether `failure` is to be swallowed
        Awaitable<Boolean> exit(@Nullable Throwable failure);
    }

    private final Deque<Exit> exits = new ArrayDeque<>();

    /// An empty stack.
    public AsyncExitStack() {}

    /// Enters `manager`, and leaves it when this stack is left. **Suspends** as entering does. If
    /// that fails, nothing is pushed. **Like** `enter_async_context`.
    public <T extends @Nullable Object> Coroutine<T> enterAsyncContext(
            AsyncContextManager<T> manager) {
        Objects.requireNonNull(manager, "manager");
        return new Coroutine<>(
                "enter_async_context",
                () -> {
                    T resource = manager.enter().onAwait();
                    exits.push(manager::exit);
                    return resource;
                });
    }

    /// Closes `resource` when this stack is left. **Suspends** never. **Like** `enter_context`.
    /// @return `resource`
    public <C extends AutoCloseable> C enterContext(C resource) {
        Objects.requireNonNull(resource, "resource");
        exits.push(
                failure ->
                        new Coroutine<>(
                                "exit",
                                () -> {
                                    resource.close();
                                    return false;
                                }));
        return resource;
    }

    /// Leaves a manager that was entered elsewhere when this stack is left. **Suspends** never.
    /// **Like** `push_async_exit`.
    public void pushAsyncExit(AsyncContextManager<?> manager) {
        exits.push(Objects.requireNonNull(manager, "manager")::exit);
    }

    /// [#pushAsyncExit(AsyncContextManager)] of an exit alone.
    public void pushAsyncExit(Exit exit) {
        exits.push(Objects.requireNonNull(exit, "exit"));
    }

    /// Awaits what `callback` gives when this stack is left; it swallows nothing. **Suspends**
    /// never. **Like** `push_async_callback`.
    public void pushAsyncCallback(Supplier<? extends Awaitable<?>> callback) {
        Objects.requireNonNull(callback, "callback");
        exits.push(
                failure ->
                        new Coroutine<>(
                                "exit",
                                () -> {
                                    callback.get().onAwait();
                                    return false;
                                }));
    }

    /// Runs `callback` when this stack is left; it swallows nothing. **Suspends** never. **Like**
    /// `callback`.
    public void callback(Runnable callback) {
        enterContext(Objects.requireNonNull(callback, "callback")::run);
    }

    /// Moves all exits to a new stack: leaving this one leaves nothing then. **Suspends** never.
    /// **Like** `pop_all`.
    public AsyncExitStack popAll() {
        AsyncExitStack other = new AsyncExitStack();
        other.exits.addAll(exits);
        exits.clear();
        return other;
    }

    /// Leaves all now. **Suspends** as the exits do. **Like** `aclose`.
    public Coroutine<@Nullable Void> close() {
        return new Coroutine<@Nullable Void>(
                "aclose",
                () -> {
                    unwind(null);
                    return null;
                });
    }

    /// This stack. **Suspends** never.
    @Override
    public Coroutine<AsyncExitStack> enter() {
        return new Coroutine<>("enter", () -> this);
    }

    /// Leaves all. **Suspends** as the exits do. **If cancelled** the exit that awaits gets it, and
    /// those left get what comes of that.
    @Override
    public Coroutine<Boolean> exit(@Nullable Throwable failure) {
        return new Coroutine<>("exit", () -> unwind(failure));
    }

    private boolean unwind(@Nullable Throwable given) {
        Throwable failure = given;
        while (!exits.isEmpty()) {
            try {
                if (exits.pop().exit(failure).onAwait()) {
                    failure = null;
                }
            } catch (Throwable later) {
                failure = ContextBlock.suppressing(later, failure);
            }
        }
        if (failure != null && failure != given) {
            throw Sneaky.<RuntimeException>as(failure);
        }
        return given != null && failure == null;
    }

    /// `<AsyncExitStack exits=...>`.
    @Override
    public String toString() {
        return "<AsyncExitStack exits=" + exits.size() + ">";
    }
}
