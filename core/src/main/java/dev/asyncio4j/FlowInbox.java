// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// A subscriber that keeps at most so many items, until a coroutine takes them.
///
/// The publisher's signals come on any thread, and are letters to the loop, which keeps their
/// order;
/// all state is the loop's. At first it asks for as many items as it can hold, and for more
/// whenever
/// half of them are taken: what is asked for and what is held is never more than `capacity`.
///
/// @param <T> the items
final class FlowInbox<T> implements Flow.Subscriber<T> {

    private static final WaitPoint PUBLISHER = new Outside(() -> "an item of a publisher");

    // set once
    private final EventLoop loop;
    private final int capacity;

    // loop only
    private final Queue<T> items = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Future<@Nullable Void> waiter;
    private @Nullable Throwable failure;
    private boolean ended; // no more signals count
    private int open; // asked for, and not come yet
    private int taken; // since it last asked

    FlowInbox(EventLoop loop, int capacity) {
        this.loop = loop;
        this.capacity = capacity;
    }

    /// A generator of what `publisher` publishes.
    static <T> AsyncGenerator<T> items(Flow.Publisher<? extends T> publisher, int capacity) {
        Objects.requireNonNull(publisher, "publisher");
        if (capacity < 1) {
            throw new IllegalArgumentException("buffer: " + capacity + " (expected: >= 1)");
        }
        return AsyncGenerator.of(
                "from_publisher",
                out -> new FlowInbox<T>(EventLoop.running(), capacity).emitAll(publisher, out));
    }

    private void emitAll(Flow.Publisher<? extends T> publisher, Emitter<T> out) {
        try {
            publisher.subscribe(this);
            for (T item = take(); item != null; item = take()) {
                out.emit(item);
            }
        } finally {
            cancel();
        }
    }

    /// The next item; null at the end. **Suspends** if none is there.
    @Nullable T take() {
        while (items.isEmpty()) {
            if (ended) {
                if (failure != null) {
                    throw Sneaky.<RuntimeException>as(failure);
                }
                return null;
            }
            Future<@Nullable Void> news = loop.createWake(PUBLISHER);
            waiter = news;
            loop.rest().expectSources(1); // it may publish at any time, from any thread
            try {
                news.onAwait();
            } finally {
                loop.rest().expectSources(-1);
            }
        }
        T item = items.remove();
        if (++taken * 2 >= capacity) {
            askFor(taken);
            taken = 0;
        }
        return item;
    }

    private void askFor(int count) {
        if (subscription != null && !ended) {
            open += count;
            subscription.request(count);
        }
    }

    /// Wants no more.
    void cancel() {
        if (!ended) {
            end(null);
            if (subscription != null) {
                subscription.cancel();
            }
        }
        items.clear();
        subscription = null;
    }

    private void end(@Nullable Throwable why) {
        ended = true;
        failure = why;
        wake();
    }

    private void wake() {
        if (waiter != null) {
            waiter.succeedUnlessDone(null);
            waiter = null;
        }
    }

    // ---- signals, on any thread

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given, "subscription");
        boolean posted =
                Threadsafe.post(
                        loop,
                        () -> {
                            if (subscription != null || ended) {
                                given.cancel();
                            } else {
                                subscription = given;
                                askFor(capacity);
                            }
                        });
        if (!posted) {
            given.cancel();
        }
    }

    @Override
    public void onNext(T item) {
        Objects.requireNonNull(item, "item");
        Threadsafe.post(
                loop,
                () -> {
                    if (ended) {
                        return;
                    }
                    if (--open < 0) {
                        Flow.Subscription broken = subscription;
                        end(new IllegalStateException("publisher gave more than was asked for"));
                        if (broken != null) {
                            broken.cancel();
                        }
                        return;
                    }
                    items.add(item);
                    wake();
                });
    }

    @Override
    public void onError(Throwable thrown) {
        Objects.requireNonNull(thrown, "failure");
        Threadsafe.post(
                loop,
                () -> {
                    if (!ended) {
                        end(thrown);
                    }
                });
    }

    @Override
    public void onComplete() {
        Threadsafe.post(
                loop,
                () -> {
                    if (!ended) {
                        end(null);
                    }
                });
    }
}
