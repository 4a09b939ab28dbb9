// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The end of a [Channel] that items are sent into. **Thread** loop. **Like**
/// `trio.MemorySendChannel`.
///
/// @param <T> an item
public final class Sender<T extends @Nullable Object> implements AutoCloseable {

    // set once
    private final Pipe<T> pipe;

    // loop only
    private boolean closed;

    Sender(Pipe<T> pipe) {
        this.pipe = pipe;
        pipe.openSender();
    }

    /// Sends an item. **Suspends** if nobody waits for it and the buffer is full. **If cancelled**
    /// it was not sent. **Like** `send`.
    /// @throws BrokenResourceError from awaiting it, if all receivers are or meanwhile were closed
    /// @throws ClosedResourceError from awaiting it, if this end is or meanwhile was closed
    /// @throws IllegalStateException from awaiting it, if the channel is bound to a different loop
    public Coroutine<@Nullable Void> send(T item) {
        return async(
                "send",
                () -> {
                    ensureOpen();
                    pipe.send(this, item);
                });
    }

    /// Sends an item, or refuses. **Suspends** never. **Like** `send_nowait`.
    /// @throws WouldBlock if nobody waits for it and the buffer is full
    /// @throws BrokenResourceError if all receivers were closed
    /// @throws ClosedResourceError if this end was closed
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    public void sendNoWait(T item) {
        ensureOpen();
        if (!pipe.trySend(item)) {
            throw new WouldBlock();
        }
    }

    /// [#send] as one of several operations. **Suspends** never; see [Select].
    public Operation<@Nullable Void> sending(T item) {
        return new Sending(item);
    }

    /// Another end of the same channel, to be closed by itself. **Suspends** never. **Like**
    /// `clone`.
    /// @throws ClosedResourceError if this end was closed
    @Override
    public Sender<T> clone() {
        ensureOpen();
        return new Sender<>(pipe);
    }

    /// Closes this end: tasks that wait to send by it fail with [ClosedResourceError]; if it was
    /// the
    /// last one, receivers get what is buffered and then [EndOfChannel]. Nothing happens if it is
    /// closed. **Suspends** never. **Like** `close`.
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @Override
    public void close() {
        if (!closed) {
            pipe.closeSender(this);
            closed = true;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw Pipe.closed("this sender was closed");
        }
    }

    /// Whether this end was closed.
    public boolean isClosed() {
        return closed;
    }

    /// The tasks that wait to send, by this end or another, in order. A copy.
    public List<Task<?>> waiters() {
        return pipe.senders().tasks();
    }

    /// What the channel is like now. **Like** `statistics`.
    public Channel.Statistics statistics() {
        return pipe.statistics();
    }

    /// `<Sender [open, buffered:1/2, waiters:3]>`.
    @Override
    public String toString() {
        return "<Sender ["
                + (closed ? "closed, " : "open, ")
                + pipe.buffered()
                + pipe.senders().suffix()
                + "]>";
    }

    private final class Sending extends Operation<@Nullable Void> {
        private final T item;

        Sending(T item) {
            this.item = item;
        }

        @Override
        @Nullable Object attempt() {
            ensureOpen();
            return pipe.trySend(item) ? null : NOT_YET;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return pipe.offer(ticket, Sender.this, item);
        }

        @Override
        @Nullable Object claim(Place place) {
            pipe.endOffer(parcel(place));
            return null;
        }

        @Override
        void withdraw(Place place) {
            pipe.withdrawOffer(parcel(place));
        }

        @SuppressWarnings("unchecked") // enter() gave one
        private Pipe.Parcel<T> parcel(Place place) {
            return (Pipe.Parcel<T>) place;
        }

        @Override
        public String toString() {
            return "<Operation sending " + item + " into " + Sender.this + ">";
        }
    }
}
