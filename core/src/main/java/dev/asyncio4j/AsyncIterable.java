// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.List;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Something whose items can be awaited one by one: `for (var item : awaitEach(source))`.
///
/// A lambda that makes a generator is one, and can be iterated over several times: `AsyncIterable
/// <Integer> numbers = () -> numbers(3)`. An [AsyncIterator] is one too, for one time. **Thread**
/// loop. **Like** an object with `__aiter__`.
///
/// @param <T> the items
@FunctionalInterface
public interface AsyncIterable<T extends @Nullable Object> {

    /// Begins an iteration. **Suspends** never. **Like** `aiter()`.
    AsyncIterator<T> asyncIterator();

    /// Awaits all items. **Suspends** where the iteration does. **Like** `[item async for item in
    /// source]`. Awaiting it fails with what the iteration fails with.
    default Coroutine<List<T>> toList() {
        return new Coroutine<>("to_list", () -> Iteration.toList(this));
    }

    /// A publisher of the items for other libraries. Each subscription is an iteration of its own,
    /// in a task of the running loop, which asks for the next item only when the subscriber has
    /// asked for one; so it learns of the end when it asks for one more. Cancelling a subscription
    /// cancels the await of the next item, and closes a generator. An [AsyncIterator] can be
    /// subscribed to once. Signals come on the loop's thread. **Thread** of the publisher and its
    /// subscriptions: any.
    /// @throws IllegalStateException if no loop runs here
    default Flow.Publisher<T> toPublisher() {
        return new ItemPublisher<>(EventLoop.running(), this);
    }

    /// The items as a stream for a thread that may block: it blocks there while `loop`, which runs
    /// elsewhere, gets the next one. Closing the stream closes a generator. **Suspends** never.
    /// **Thread** any that runs no loop.
    /// @throws IllegalStateException if a loop runs on this thread: await [#toList()] there; and
    ///     from the stream, if it is used on such a thread, or `loop` is closed
    default Stream<T> stream(EventLoop loop) {
        return BlockingItems.stream(loop, this);
    }
}
