// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.AsyncIterator;
import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.StopAsyncIteration;
import dev.asyncio4j.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What one listener gets of a [Broadcast]: `for (var item : awaitEach(subscription))`, which ends
/// when the broadcast is closed and all was received. Make one with [Broadcast#subscribe()].
///
/// Several tasks may receive by the same subscription; then each item goes to one of them.
/// **Thread** loop.
///
/// @param <T> an item
public final class Subscription<T extends @Nullable Object>
        implements AsyncIterator<T>, AutoCloseable {

    // set once
    private final Broadcast<T> broadcast;
    private final Waiters waiters;
    private final Body<T> receiving = new ReceivingBody();

    // loop only
    long next; // the number of the item to receive next; for Broadcast
    private boolean closed;

    private final class ReceivingBody implements Body<T> {
        @Override
        @SuppressWarnings({"unchecked", "NullAway"}) // attempt() gave a T
        public T run() {
            Object received = attempt();
            while (received == Operation.NOT_YET) {
                Place place = waiters.join();
                try {
                    place.await();
                } finally {
                    waiters.leave(place);
                }
                received = attempt();
            }
            return (T) received;
        }
    }

    Subscription(Broadcast<T> broadcast, Waiters waiters) {
        this.broadcast = broadcast;
        this.waiters = waiters;
    }

    private @Nullable Object attempt() {
        if (closed) {
            throw new ClosedResourceError(
                    "this subscription was closed; subscribe() makes another");
        }
        return broadcast.tryReceive(this);
    }

    /// Receives the next item. **Suspends** if there is none. **If cancelled** none was taken.
    /// @throws LaggedError from awaiting it, if items were dropped before they were received here;
    ///     the next call gives the oldest one left
    /// @throws EndOfChannel from awaiting it, if the broadcast is or meanwhile was closed, and all
    ///     was received
    /// @throws ClosedResourceError from awaiting it, if this is or meanwhile was closed
    /// @throws IllegalStateException from awaiting it, if the broadcast is bound to a different
    /// loop
    public Coroutine<T> receive() {
        return async("receive", receiving);
    }

    /// Receives the next item, or refuses. **Suspends** never.
    /// @throws WouldBlock if there is none
    /// @throws LaggedError if items were dropped before they were received here
    /// @throws EndOfChannel if the broadcast was closed and all was received
    /// @throws ClosedResourceError if this was closed
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @SuppressWarnings({"unchecked", "NullAway"}) // attempt() gave a T
    public T receiveNoWait() {
        Object received = attempt();
        if (received == Operation.NOT_YET) {
            throw new WouldBlock();
        }
        return (T) received;
    }

    /// [#receive()] as one of several operations. **Suspends** never; see [Select].
    public Operation<T> receiving() {
        return new Receiving();
    }

    /// [#receive()] for a loop: awaiting it fails with [StopAsyncIteration] where that fails with
    /// [EndOfChannel].
    @Override
    public Coroutine<T> next() {
        return async(
                "anext",
                () -> {
                    try {
                        return receiving.run();
                    } catch (EndOfChannel end) {
                        throw new StopAsyncIteration();
                    }
                });
    }

    /// Ends it: nothing is kept for it any more, and tasks that wait here fail with
    /// [ClosedResourceError]. Nothing happens if it is closed. **Suspends** never.
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @Override
    public void close() {
        if (!closed) {
            broadcast.unsubscribe(this);
            closed = true;
            waiters.wakeAll();
        }
    }

    /// Whether it was closed.
    public boolean isClosed() {
        return closed;
    }

    void ensureMayWake() {
        waiters.ensureMayWake();
    }

    void wakeAll() {
        waiters.wakeAll();
    }

    int waiting() {
        return waiters.size();
    }

    /// The tasks that wait to receive here, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What the broadcast is like now.
    public Broadcast.Statistics statistics() {
        return broadcast.statistics();
    }

    /// `<Subscription [open, waiters:1]>`.
    @Override
    public String toString() {
        return "<Subscription [" + (closed ? "closed" : "open") + waiters.suffix() + "]>";
    }

    private final class Receiving extends Operation<T> {
        @Override
        @Nullable Object attempt() {
            return Subscription.this.attempt();
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return waiters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            waiters.leave(place);
            return Subscription.this.attempt();
        }

        @Override
        void withdraw(Place place) {
            waiters.leave(place);
        }

        @Override
        public String toString() {
            return "<Operation receiving from " + Subscription.this + ">";
        }
    }
}
