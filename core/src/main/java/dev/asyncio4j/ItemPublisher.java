// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.loop.Fault;
import java.util.Objects;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/// The items of an asynchronous iteration for subscribers on any thread.
///
/// A subscription is a task that takes an item when one was asked for. What a subscriber asks, on
/// whatever thread, becomes a letter to the loop; all state is the loop's.
///
/// @param <T> the items
final class ItemPublisher<T extends @Nullable Object> implements Flow.Publisher<T> {

    private static final WaitPoint SUBSCRIBER = new Outside(() -> "a subscriber's request");

    // set once
    private final EventLoop loop;
    private final AsyncIterable<T> source;

    // loop only
    private boolean used;

    ItemPublisher(EventLoop loop, AsyncIterable<T> source) {
        this.loop = loop;
        this.source = Objects.requireNonNull(source, "source");
    }

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        boolean posted = Threadsafe.post(loop, () -> new Delivery<T>(this, subscriber).begin());
        if (!posted) {
            refuse(subscriber, new IllegalStateException("Event loop is closed"));
        }
    }

    private static void refuse(Flow.Subscriber<?> subscriber, IllegalStateException why) {
        subscriber.onSubscribe(
                new Flow.Subscription() {
                    @Override
                    public void request(long count) {}

                    @Override
                    public void cancel() {}
                });
        subscriber.onError(why);
    }

    /// One subscription.
    private static final class Delivery<T extends @Nullable Object> implements Flow.Subscription {

        private final ItemPublisher<T> publisher;
        private final EventLoop loop;

        // loop only
        private Flow.@Nullable Subscriber<? super T>
                subscriber; // null when it has had its last signal
        private @Nullable Task<?> task;
        private @Nullable Future<@Nullable Void> waiter;
        private @Nullable RuntimeException misuse;
        private boolean isTaking;
        private long wanted;

        Delivery(ItemPublisher<T> publisher, Flow.Subscriber<? super T> subscriber) {
            this.publisher = publisher;
            this.loop = publisher.loop;
            this.subscriber = subscriber;
        }

        void begin() {
            Flow.Subscriber<? super T> mine = subscriber;
            if (publisher.used && publisher.source instanceof AsyncIterator && mine != null) {
                refuse(
                        mine,
                        new IllegalStateException(
                                "an iterator can be subscribed to once; publish an AsyncIterable"
                                        + " that makes one"));
                return;
            }
            publisher.used = true;
            task = loop.createTask(new Coroutine<>("publisher", Body.of(this::deliver)));
        }

        // ---- the task

        private void deliver() throws Exception {
            AsyncIterator<T> items = null;
            try {
                tell(to -> to.onSubscribe(this));
                items = publisher.source.asyncIterator();
                while (isWanted()) {
                    T item = take(items);
                    wanted -= wanted == Long.MAX_VALUE ? 0 : 1;
                    tell(to -> to.onNext(item));
                }
                if (misuse != null) {
                    tellLast(misuse);
                }
            } catch (StopAsyncIteration end) {
                tellLast(null);
            } catch (CancelledError cancelled) {
                boolean byOthers = subscriber != null;
                tellLast(cancelled);
                if (byOthers || task == null) {
                    throw cancelled;
                }
                task.uncancel(); // it was our own request
            } catch (Throwable failure) {
                tellLast(failure);
                if (EventLoop.isExit(failure) || failure instanceof GeneratorExit) {
                    throw failure;
                }
            } finally {
                if (items instanceof AsyncGenerator<T> generator) {
                    generator.close().onAwait();
                }
            }
        }

        /// Waits until the subscriber has asked for an item; false if it wants no more.
        private boolean isWanted() {
            while (wanted == 0 && misuse == null && subscriber != null) {
                Future<@Nullable Void> news = loop.createWake(SUBSCRIBER);
                waiter = news;
                loop.rest().expectSources(1); // it may ask at any time, from any thread
                try {
                    news.onAwait();
                } finally {
                    loop.rest().expectSources(-1);
                }
            }
            return misuse == null && subscriber != null;
        }

        private T take(AsyncIterator<T> items) throws Exception {
            isTaking = true;
            try {
                return items.next().onAwait();
            } finally {
                isTaking = false;
            }
        }

        private interface Signal<T extends @Nullable Object> {
            void give(Flow.Subscriber<? super T> to);
        }

        /// A subscriber must not fail; if it does, it gets nothing more.
        private void tell(Signal<T> signal) {
            Flow.Subscriber<? super T> to = subscriber;
            if (to == null) {
                return;
            }
            try {
                signal.give(to);
            } catch (Exception failure) {
                subscriber = null;
                loop.callExceptionHandler(
                        Fault.of("Exception in a Flow.Subscriber")
                                .withException(failure)
                                .with("subscriber", to));
            }
        }

        private void tellLast(@Nullable Throwable failure) {
            tell(
                    to -> {
                        subscriber = null;
                        if (failure == null) {
                            to.onComplete();
                        } else {
                            to.onError(failure);
                        }
                    });
        }

        // ---- what the subscriber says, on any thread

        @Override
        public void request(long count) {
            inLoop(
                    () -> {
                        if (count <= 0) {
                            misuse =
                                    new IllegalArgumentException(
                                            "request: " + count + " (expected: > 0)");
                        } else {
                            wanted = wanted + count < 0 ? Long.MAX_VALUE : wanted + count;
                        }
                        wake();
                    });
        }

        @Override
        public void cancel() {
            inLoop(
                    () -> {
                        subscriber = null;
                        wake();
                        if (isTaking && task != null) {
                            task.cancel("subscription cancelled");
                        }
                    });
        }

        private void inLoop(Runnable news) {
            if (EventLoop.currentOrNull() == loop) {
                news.run();
            } else {
                Threadsafe.post(loop, news); // if it is closed, there is nothing left to deliver
            }
        }

        private void wake() {
            if (waiter != null) {
                waiter.succeedUnlessDone(null);
                waiter = null;
            }
        }
    }
}
