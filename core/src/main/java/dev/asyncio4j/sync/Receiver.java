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

/// The end of a [Channel] that items come out of: `for (var item : awaitEach(receiver))`, which
/// ends
/// when all senders are closed and nothing is left. **Thread** loop. **Like**
/// `trio.MemoryReceiveChannel`.
///
/// @param <T> an item
public final class Receiver<T extends @Nullable Object> implements AsyncIterator<T>, AutoCloseable {

    // set once
    private final Pipe<T> pipe;
    private final Body<T> receiving = new ReceivingBody();

    // loop only
    private boolean closed;

    private final class ReceivingBody implements Body<T> {
        @Override
        public T run() {
            ensureOpen();
            return pipe.receive(Receiver.this);
        }
    }

    Receiver(Pipe<T> pipe) {
        this.pipe = pipe;
        pipe.openReceiver();
    }

    /// Receives the next item. **Suspends** if there is none. **If cancelled** none was taken.
    /// **Like** `receive`.
    /// @throws EndOfChannel from awaiting it, if nothing is left and all senders are or meanwhile
    ///     were closed
    /// @throws ClosedResourceError from awaiting it, if this end is or meanwhile was closed
    /// @throws IllegalStateException from awaiting it, if the channel is bound to a different loop
    public Coroutine<T> receive() {
        return async("receive", receiving);
    }

    /// Receives the next item, or refuses. **Suspends** never. **Like** `receive_nowait`.
    /// @throws WouldBlock if there is none
    /// @throws EndOfChannel if nothing is left and all senders were closed
    /// @throws ClosedResourceError if this end was closed
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @SuppressWarnings({"unchecked", "NullAway"}) // tryReceive() gave a T
    public T receiveNoWait() {
        ensureOpen();
        Object received = pipe.tryReceive();
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

    /// Another end of the same channel, to be closed by itself. **Suspends** never. **Like**
    /// `clone`.
    /// @throws ClosedResourceError if this end was closed
    @Override
    public Receiver<T> clone() {
        ensureOpen();
        return new Receiver<>(pipe);
    }

    /// Closes this end: tasks that wait to receive by it fail with [ClosedResourceError]; if it was
    /// the last one, what is buffered is dropped and senders fail with [BrokenResourceError].
    /// Nothing happens if it is closed. **Suspends** never. **Like** `close`.
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @Override
    public void close() {
        if (!closed) {
            pipe.closeReceiver(this);
            closed = true;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw Pipe.closed("this receiver was closed");
        }
    }

    /// Whether this end was closed.
    public boolean isClosed() {
        return closed;
    }

    /// The tasks that wait to receive, by this end or another, in order. A copy.
    public List<Task<?>> waiters() {
        return pipe.receivers().tasks();
    }

    /// What the channel is like now. **Like** `statistics`.
    public Channel.Statistics statistics() {
        return pipe.statistics();
    }

    /// `<Receiver [open, buffered:0/2, waiters:3]>`.
    @Override
    public String toString() {
        return "<Receiver ["
                + (closed ? "closed, " : "open, ")
                + pipe.buffered()
                + pipe.receivers().suffix()
                + "]>";
    }

    private final class Receiving extends Operation<T> {
        @Override
        @Nullable Object attempt() {
            ensureOpen();
            return pipe.tryReceive();
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return pipe.ask(ticket, Receiver.this);
        }

        @Override
        @Nullable Object claim(Place place) {
            return pipe.endAsk(parcel(place));
        }

        @Override
        void withdraw(Place place) {
            pipe.withdrawAsk(parcel(place));
        }

        @SuppressWarnings("unchecked") // enter() gave one
        private Pipe.Parcel<T> parcel(Place place) {
            return (Pipe.Parcel<T>) place;
        }

        @Override
        public String toString() {
            return "<Operation receiving from " + Receiver.this + ">";
        }
    }
}
