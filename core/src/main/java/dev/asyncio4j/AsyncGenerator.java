// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.lang.ref.Reference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Items that code makes as they are asked for.
///
/// ```java
/// AsyncGenerator<Integer> ticks(int count) {
///     return generator(out -> {
///         for (int i = 0; i < count; i++) {
///             await(sleep(1));
///             out.emit(i);
///         }
///     });
/// }
///
/// for (int tick : awaitEach(ticks(3))) {
///     System.out.println(tick);
/// }
/// ```
///
/// The code runs between the asks, inside the task that asks, whoever that is: an await in it
/// suspends that task, and a cancellation of that task comes out there. Between the asks it stands
/// still at its `emit`. It is no task, has no context of its own, and nothing runs ahead.
///
/// **Its end.** Leaving a `for` early leaves the generator suspended, as in Python; await
/// [#close()] to run its `finally` blocks there and then. If nobody does, the loop closes it: soon
/// after the garbage collector finds it unreachable, or by [EventLoop#shutdownAsyncgens()], which
/// `run` calls. **Thread** loop; it may be made on any thread. **Like** an asynchronous generator.
///
/// @param <T> the items
public final class AsyncGenerator<T extends @Nullable Object> implements AsyncIterator<T> {

    private final GeneratorFrame<T> frame;

    /// A generator that has not begun.
    AsyncGenerator(GeneratorFrame<T> frame) {
        this.frame = frame;
    }

    static <T extends @Nullable Object> AsyncGenerator<T> of(
            @Nullable String name, Body.InOfNothing<? super Emitter<T>> code) {
        return new AsyncGenerator<>(
                new GeneratorFrame<>(name, Objects.requireNonNull(code, "body")));
    }

    /// The next item. **Suspends** where the generator's code does. **If cancelled** the
    /// CancelledError comes out there, and ends the generator unless it is caught. **Like**
    /// `__anext__`. Awaiting it fails with what the code fails with; it has ended then.
    /// @throws StopAsyncIteration from awaiting it, if the code has ended
    /// @throws IllegalStateException from awaiting it, if another task is waiting for an item, or
    ///     the code failed with a StopAsyncIteration
    @Override
    public Coroutine<T> next() {
        return new Coroutine<>("anext", () -> ask(null));
    }

    /// [#next()], where `value` is what the `emit` returns at which the code stands. **Like**
    /// `asend`.
    /// @throws IllegalArgumentException from awaiting it, if the code has not begun, and `value` is
    ///     not null
    public Coroutine<T> send(@Nullable Object value) {
        return new Coroutine<>("asend", () -> ask(value));
    }

    /// What [#send] does when awaited.
    T ask(@Nullable Object value) {
        try {
            frame.begin(this);
            return frame.ask(value);
        } finally {
            Reference.reachabilityFence(this); // not garbage while its code runs
        }
    }

    /// Lets the `emit` fail at which the code stands. Gives the next item, if the code catches the
    /// failure and goes on; null if the code has ended before. **Suspends** where the code does.
    /// **Like** `athrow`. Awaiting it fails with what the code fails with: `failure` itself if it
    /// lets it pass, or has not begun.
    /// @throws StopAsyncIteration from awaiting it, if the code catches the failure and ends
    /// @throws IllegalStateException from awaiting it, as for [#next()]
    public Coroutine<@Nullable T> throwInto(Throwable failure) {
        Objects.requireNonNull(failure, "failure");
        return new Coroutine<@Nullable T>(
                "athrow",
                () -> {
                    try {
                        return frame.throwInto(failure);
                    } finally {
                        Reference.reachabilityFence(this);
                    }
                });
    }

    /// Ends the generator: a [GeneratorExit] comes out of the `emit` at which the code stands, and
    /// its `finally` blocks run. Nothing happens if the code has ended, or has not begun: then it
    /// never does. **Suspends** where the code does. **Like** `aclose`. Awaiting it fails with what
    /// the code fails with meanwhile.
    /// @throws IllegalStateException from awaiting it, if a task is waiting for an item, or the
    ///     code catches the GeneratorExit and emits
    public Coroutine<@Nullable Void> close() {
        return new Coroutine<@Nullable Void>(
                "aclose",
                () -> {
                    try {
                        frame.close();
                    } finally {
                        Reference.reachabilityFence(this);
                    }
                    return null;
                });
    }

    /// The name it was given, or else the class whose code it is. **Thread** any. **Like**
    /// `__name__`.
    public String name() {
        return frame.name();
    }

    /// `<AsyncGenerator NAME created|suspended|running|ended>`.
    @Override
    public String toString() {
        return frame.toString();
    }
}
