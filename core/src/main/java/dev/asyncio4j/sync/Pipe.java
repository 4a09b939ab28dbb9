// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// What is between the ends of a [Channel].
///
/// Whoever comes second does what is to be done: a task that sends while one waits to receive hands
/// the item to that one's [Parcel], a task that receives takes the item out of a waiting sender's.
/// The other one only learns of it. So an item is at each moment in one place: in a sender's
/// parcel,
/// in the buffer, or in a receiver's parcel, where it is his.
///
/// - **I1** While a task waits to receive that can be called, nothing is buffered and no task waits
///   to send; unless both wait in one [Select], which does not trade with itself.
/// - **I2** While a task waits to send that can be called, the buffer is full.
///
/// **Thread** loop.
///
/// @param <T> an item
final class Pipe<T extends @Nullable Object> {

    /// How a wait ended, apart from cancellation.
    private enum Fate {
        NONE,
        DONE, // the item was handed over
        CLOSED, // this end was closed
        NO_MORE // the last end on the other side was closed
    }

    /// The place of a task, with the item that it sends, or room for the one it receives.
    static final class Parcel<T extends @Nullable Object> extends Place {
        private final Object end;
        private @Nullable T item;
        private Fate fate = Fate.NONE;

        private Parcel(Future<Boolean> future, Object end, @Nullable T item) {
            super(future);
            this.end = end;
            this.item = item;
        }

        @SuppressWarnings("NullAway") // it is there: null only if T may be
        private T item() {
            return item;
        }

        private boolean meets(Fate its) {
            fate = its;
            return true;
        }
    }

    // set once
    private final int capacity;
    private final Waiters senders;
    private final Waiters receivers;

    // loop only
    private final Ring<T> buffer = new Ring<>(false);
    private int openSenders;
    private int openReceivers;

    Pipe(int capacity) {
        Binding binding = new Binding(this, "Channel");
        this.capacity = capacity;
        this.senders =
                new Waiters(binding, new Wish("room in ", binding, ", from which nobody receives"));
        this.receivers =
                new Waiters(binding, new Wish("an item of ", binding, ", into which nobody sends"));
    }

    // ---- sending

    /// Sends if that is possible at once.
    boolean trySend(T item) {
        ensureSomebodyListens();
        receivers.ensureMayWake();
        return handToReceiver(item) || keep(item);
    }

    private void ensureSomebodyListens() {
        if (openReceivers == 0) {
            throw new BrokenResourceError("nobody can receive it: all receivers were closed");
        }
    }

    private boolean handToReceiver(T item) {
        Parcel<T> parcel = next(receivers);
        if (parcel == null) {
            return false;
        }
        parcel.fate = Fate.DONE;
        parcel.item = item;
        return true;
    }

    private boolean keep(T item) {
        if (buffer.size() >= capacity) {
            return false;
        }
        buffer.add(item);
        return true;
    }

    void send(Object end, T item) {
        if (!trySend(item)) {
            Parcel<T> parcel = offer(senders.handover(), end, item);
            try {
                parcel.await();
            } catch (Throwable failure) {
                withdrawOffer(parcel);
                throw failure;
            }
            endOffer(parcel);
        }
    }

    Parcel<T> offer(Future<Boolean> ticket, Object end, T item) {
        return senders.join(new Parcel<>(ticket, end, item));
    }

    void withdrawOffer(Parcel<T> parcel) {
        senders.leave(parcel);
    }

    void endOffer(Parcel<T> parcel) {
        senders.leave(parcel);
        if (parcel.fate == Fate.CLOSED) {
            throw closed("this sender was closed while it waited");
        }
        if (parcel.fate == Fate.NO_MORE) {
            ensureSomebodyListens();
        }
    }

    // ---- receiving

    /// Receives if that is possible at once; else gives NOT_YET.
    @Nullable Object tryReceive() {
        senders.ensureMayWake();
        if (buffer.size() > 0) {
            T item = buffer.take();
            refill();
            return item;
        }
        Parcel<T> parcel = next(senders);
        if (parcel != null) {
            parcel.fate = Fate.DONE;
            return parcel.item;
        }
        if (openSenders == 0) {
            throw new EndOfChannel();
        }
        return Operation.NOT_YET;
    }

    private void refill() {
        while (buffer.size() < capacity) {
            Parcel<T> parcel = next(senders);
            if (parcel == null) {
                return;
            }
            parcel.fate = Fate.DONE;
            buffer.add(parcel.item());
        }
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // tryReceive() gave a T
    T receive(Object end) {
        Object received = tryReceive();
        if (received != Operation.NOT_YET) {
            return (T) received;
        }
        Parcel<T> parcel = ask(receivers.handover(), end);
        try {
            parcel.await();
        } catch (Throwable failure) {
            withdrawAsk(parcel);
            throw failure;
        }
        return endAsk(parcel);
    }

    Parcel<T> ask(Future<Boolean> ticket, Object end) {
        return receivers.join(new Parcel<>(ticket, end, null));
    }

    /// A cancelled one was handed nothing; one that failed in another way gives it back.
    void withdrawAsk(Parcel<T> parcel) {
        receivers.leave(parcel);
        if (parcel.fate == Fate.DONE && openReceivers > 0 && !handToReceiver(parcel.item())) {
            buffer.putBack(parcel.item());
        }
    }

    T endAsk(Parcel<T> parcel) {
        receivers.leave(parcel);
        return switch (parcel.fate) {
            case CLOSED -> throw closed("this receiver was closed while it waited");
            case NO_MORE -> throw new EndOfChannel();
            default -> parcel.item();
        };
    }

    @SuppressWarnings("unchecked") // all places here are
    private @Nullable Parcel<T> next(Waiters line) {
        return (Parcel<T>) line.callNext();
    }

    // ---- the ends

    void openSender() {
        openSenders++;
    }

    void openReceiver() {
        openReceivers++;
    }

    /// Closes an end: tasks that wait at it fail; if it was the last, those on the other side do.
    void closeSender(Object end) {
        ensureMayWake();
        openSenders--;
        wakeAt(senders, end);
        if (openSenders == 0) {
            receivers.wakeWhere(place -> ((Parcel<?>) place).meets(Fate.NO_MORE));
        }
    }

    /// And what is buffered for nobody is dropped.
    void closeReceiver(Object end) {
        ensureMayWake();
        openReceivers--;
        wakeAt(receivers, end);
        if (openReceivers == 0) {
            while (buffer.size() > 0) {
                buffer.take();
            }
            senders.wakeWhere(place -> ((Parcel<?>) place).meets(Fate.NO_MORE));
        }
    }

    private void ensureMayWake() {
        senders.ensureMayWake();
        receivers.ensureMayWake();
    }

    private static void wakeAt(Waiters line, Object end) {
        line.wakeWhere(
                place -> place instanceof Parcel<?> it && it.end == end && it.meets(Fate.CLOSED));
    }

    static ClosedResourceError closed(String fact) {
        return new ClosedResourceError(fact + "; a clone() of it would be open still");
    }

    // ---- looking

    Waiters senders() {
        return senders;
    }

    Waiters receivers() {
        return receivers;
    }

    Channel.Statistics statistics() {
        return new Channel.Statistics(
                buffer.size(),
                capacity,
                openSenders,
                openReceivers,
                senders.size(),
                receivers.size());
    }

    /// `buffered:1/2`, or `buffered:1` if there is no limit.
    String buffered() {
        return "buffered:" + buffer.size() + (capacity == Integer.MAX_VALUE ? "" : "/" + capacity);
    }

    /// `<Channel [buffered:1/2]>`.
    @Override
    public String toString() {
        return "<Channel [" + buffered() + "]>";
    }
}
