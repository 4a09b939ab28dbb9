// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Sends each item to all who have subscribed, each at its own speed.
///
/// ```java
/// var prices = new Broadcast<Price>(16, Broadcast.Lag.FAIL);
/// try (var mine = prices.subscribe()) {
///     for (Price price : awaitEach(mine)) {...}
/// }
/// ```
///
/// A subscription sees what is sent after it was made, in the order in which it was sent. At most
/// `capacity` items are kept for those who have not seen them; what happens to a subscription that
/// lags further behind is [Lag]. An item that nobody has subscribed to is gone at once.
///
/// **Thread** loop; it belongs to the first in which a task waits for it. **Like**
/// `tokio::sync::broadcast`; asyncio has nothing like it.
///
/// @param <T> an item; null is one like any other, where `T` allows it
public final class Broadcast<T extends @Nullable Object> implements AutoCloseable {

    /// What happens when an item is sent and the slowest subscription has not seen the last
    /// `capacity` ones.
    public enum Lag {
        /// The oldest item is dropped, and the sender goes on. A subscription that had not seen it
        /// gets a [LaggedError] with the number of items missed, and then the oldest that is there.
        FAIL,
        /// The sender waits for the slowest.
        WAIT
    }

    /// An item, and how many have to see it yet.
    private static final class Entry<T extends @Nullable Object> {
        final T item;
        int unseen;

        Entry(T item, int unseen) {
            this.item = item;
            this.unseen = unseen;
        }
    }

    /// The place of a sender, with the item that it sends.
    private static final class Offer<T extends @Nullable Object> extends Place {
        final T item;
        boolean taken;

        Offer(Future<Boolean> future, T item) {
            super(future);
            this.item = item;
        }
    }

    // set once
    private final int capacity;
    private final Lag lag;
    private final Binding binding = new Binding(this);
    private final Waiters senders =
            new Waiters(binding, new Wish("room in ", binding, ", from which nobody receives"));

    // loop only; while a sender waits that can be called, `capacity` items are kept (I1)
    private final Ring<Entry<T>> kept = new Ring<>(false);
    private final Set<Subscription<T>> subscriptions = new LinkedHashSet<>();
    private long oldest; // the number of the oldest item that is kept
    private boolean closed;

    /// What a broadcast is like at one moment.
    ///
    /// @param buffered how many items are kept for those who have not seen them
    /// @param capacity how many may be
    /// @param subscriptions how many have subscribed
    /// @param waitingSenders how many tasks wait to send
    /// @param waitingReceivers how many tasks wait to receive
    /// @param isClosed whether it was closed
    public record Statistics(
            int buffered,
            int capacity,
            int subscriptions,
            int waitingSenders,
            int waitingReceivers,
            boolean isClosed) {}

    /// Creates a broadcast. **Thread** any.
    /// @param capacity how far a subscription may lag behind
    /// @throws IllegalArgumentException if `capacity` is less than 1
    public Broadcast(int capacity, Lag lag) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity: " + capacity + " (expected: >= 1)");
        }
        this.capacity = capacity;
        this.lag = Objects.requireNonNull(lag, "lag");
    }

    // ---- sending

    /// Sends an item to all who have subscribed. **Suspends** if the slowest has to see another
    /// first, and is waited for. **If cancelled** it was not sent.
    /// @throws ClosedResourceError from awaiting it, if it is or meanwhile was closed
    /// @throws IllegalStateException from awaiting it, if it is bound to a different loop
    public Coroutine<@Nullable Void> send(T item) {
        return async(
                "send",
                () -> {
                    if (!trySend(item)) {
                        Offer<T> offer = offer(senders.handover(), item);
                        try {
                            offer.await();
                        } finally {
                            senders.leave(offer);
                        }
                        ensureTaken(offer);
                    }
                });
    }

    /// Sends an item, or refuses. **Suspends** never.
    /// @throws WouldBlock if the slowest is to be waited for
    /// @throws ClosedResourceError if it was closed
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    public void sendNoWait(T item) {
        if (!trySend(item)) {
            throw new WouldBlock();
        }
    }

    /// [#send] as one of several operations. **Suspends** never; see [Select].
    public Operation<@Nullable Void> sending(T item) {
        return new Sending(item);
    }

    private boolean trySend(T item) {
        ensureOpen();
        if (subscriptions.isEmpty()) {
            return true;
        }
        boolean full = kept.size() == capacity;
        if (full && lag == Lag.WAIT) {
            return false;
        }
        ensureMayWake();
        if (full) {
            forgetOldest();
        }
        keep(item);
        return true;
    }

    private void ensureOpen() {
        if (closed) {
            throw new ClosedResourceError("this broadcast was closed; nothing more can be sent");
        }
    }

    void ensureMayWake() {
        senders.ensureMayWake();
        subscriptions.forEach(Subscription::ensureMayWake);
    }

    private void keep(T item) {
        kept.add(new Entry<>(item, subscriptions.size()));
        subscriptions.forEach(Subscription::wakeAll);
    }

    private void forgetOldest() {
        kept.take();
        oldest++;
    }

    private Offer<T> offer(Future<Boolean> ticket, T item) {
        return senders.join(new Offer<>(ticket, item));
    }

    private void ensureTaken(Offer<T> offer) {
        if (!offer.taken) {
            ensureOpen();
        }
    }

    // ---- receiving

    /// A subscription to what is sent from now on. Close it when it is no longer read: as long as
    /// it
    /// is open, items are kept for it. **Suspends** never.
    public Subscription<T> subscribe() {
        Subscription<T> subscription =
                new Subscription<>(
                        this,
                        new Waiters(
                                binding,
                                new Wish("an item of ", binding, ", into which nobody sends")));
        subscription.next = oldest + kept.size();
        subscriptions.add(subscription);
        return subscription;
    }

    /// The next item for it; NOT_YET if there is none.
    @Nullable Object tryReceive(Subscription<T> subscription) {
        if (subscription.next < oldest) {
            long missed = oldest - subscription.next;
            subscription.next = oldest;
            throw new LaggedError(missed);
        }
        if (subscription.next == oldest + kept.size()) {
            if (closed) {
                throw new EndOfChannel();
            }
            return Operation.NOT_YET;
        }
        ensureMayWake();
        Entry<T> entry = kept.get((int) (subscription.next - oldest));
        subscription.next++;
        entry.unseen--;
        dropWhatAllHaveSeen();
        return entry.item;
    }

    private void dropWhatAllHaveSeen() {
        while (kept.size() > 0 && kept.get(0).unseen == 0) {
            forgetOldest();
        }
        takeOffers();
    }

    @SuppressWarnings("unchecked") // all places of senders are offers
    private void takeOffers() {
        while (kept.size() < capacity && senders.callNext() instanceof Offer<?> offer) {
            offer.taken = true;
            if (!subscriptions.isEmpty()) {
                keep(((Offer<T>) offer).item);
            }
        }
    }

    void unsubscribe(Subscription<T> subscription) {
        ensureMayWake();
        subscriptions.remove(subscription);
        long next = Math.max(subscription.next, oldest);
        for (int age = (int) (next - oldest); age < kept.size(); age++) {
            kept.get(age).unseen--;
        }
        dropWhatAllHaveSeen();
    }

    // ---- ending, and looking

    /// Closes it: tasks that wait to send fail with [ClosedResourceError]; subscriptions get what
    /// is
    /// kept for them, and then [EndOfChannel]. Nothing happens if it is closed. **Suspends** never.
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @Override
    public void close() {
        if (!closed) {
            ensureMayWake();
            closed = true;
            senders.wakeAll();
            subscriptions.forEach(Subscription::wakeAll);
        }
    }

    /// Whether it was closed.
    public boolean isClosed() {
        return closed;
    }

    /// The tasks that wait to send, in order. A copy.
    public List<Task<?>> waiters() {
        return senders.tasks();
    }

    /// What it is like now.
    public Statistics statistics() {
        return new Statistics(
                kept.size(),
                capacity,
                subscriptions.size(),
                senders.size(),
                subscriptions.stream().mapToInt(Subscription::waiting).sum(),
                closed);
    }

    /// `<Broadcast [open, buffered:1/2, subscriptions:3, waiters:1]>`.
    @Override
    public String toString() {
        return "<Broadcast ["
                + (closed ? "closed" : "open")
                + ", buffered:"
                + kept.size()
                + "/"
                + capacity
                + ", subscriptions:"
                + subscriptions.size()
                + senders.suffix()
                + "]>";
    }

    private final class Sending extends Operation<@Nullable Void> {
        private final T item;

        Sending(T item) {
            this.item = item;
        }

        @Override
        @Nullable Object attempt() {
            return trySend(item) ? null : NOT_YET;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return offer(ticket, item);
        }

        @Override
        @SuppressWarnings("unchecked") // enter() gave one
        @Nullable Object claim(Place place) {
            senders.leave(place);
            ensureTaken((Offer<T>) place);
            return null;
        }

        @Override
        void withdraw(Place place) {
            senders.leave(place);
        }

        @Override
        public String toString() {
            return "<Operation sending " + item + " into " + Broadcast.this + ">";
        }
    }
}
