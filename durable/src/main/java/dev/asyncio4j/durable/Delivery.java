// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Coroutine;
import dev.asyncio4j.loop.TimerHandle;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A message that was got, and is to be settled, once: by [#ack()] when its work is done, or by
/// [#nack()] if somebody else is to try. What is not settled within the queue's visibility is
/// delivered again; [#extend()] lets that time begin anew. **Thread** loop.
///
/// @param <T> its value
public final class Delivery<T> {

    /// What has become of it. The words are those of messages.
    enum State {
        BUFFERED("not got yet"),
        HELD("held"),
        ACKED("acknowledged"),
        NACKED("given back"),
        EXPIRED("expired"),
        RETURNED("given back when its queue was closed");

        private final String words;

        State(String words) {
            this.words = words;
        }
    }

    // set once
    private final Held<T> owner;
    private final Message message;
    private final T value;

    // loop only
    private State state = State.BUFFERED;
    private long freshNanos; // when its time has begun
    private @Nullable TimerHandle expiry;

    Delivery(Held<T> owner, Message message, T value, long nowNanos) {
        this.owner = owner;
        this.message = message;
        this.value = value;
        this.freshNanos = nowNanos;
    }

    /// What was put.
    public T value() {
        return value;
    }

    /// How often the message was delivered, this time included: from 1. Above 1 somebody may have
    /// begun, or finished, its work.
    public int deliveryCount() {
        return message.deliveryCount();
    }

    /// Says that its work is done: the message does not come again. **Suspends** until the broker
    /// knows, and while it is away as long as the queue has patience. **If cancelled** the message
    /// is settled or comes again.
    ///
    /// Awaiting it fails with [DeliveryExpired] if its time was over, with [BrokerUnavailable] if
    /// the broker was away too long, and with an `IllegalStateException` if it is settled already.
    public Coroutine<@Nullable Void> ack() {
        return async("ack", () -> owner.settle(this, State.ACKED, message::ack));
    }

    /// [#nack(Duration)] without a delay.
    public Coroutine<@Nullable Void> nack() {
        return nack(Duration.ZERO);
    }

    /// Gives it back: the message is delivered again after `delay`, to whoever asks first; or goes
    /// to the dead letters, if that was its last delivery. **Suspends** as [#ack] does. **If
    /// cancelled** the message comes again all the same.
    ///
    /// Awaiting it fails as [#ack] does.
    /// @param delay zero is at once
    /// @throws IllegalArgumentException if `delay` is negative
    public Coroutine<@Nullable Void> nack(Duration delay) {
        DurableOptions.notNegative("delay", Objects.requireNonNull(delay, "delay"));
        return async("nack", () -> owner.giveBack(this, delay));
    }

    /// Lets its time begin anew, for work that takes longer than the queue's visibility.
    /// **Suspends** as [#ack] does. **If cancelled** its time has begun anew or not.
    ///
    /// Awaiting it fails as [#ack] does.
    public Coroutine<@Nullable Void> extend() {
        return async("extend", () -> owner.extend(this));
    }

    // ---- for who holds it

    Message message() {
        return message;
    }

    State state() {
        return state;
    }

    long freshNanos() {
        return freshNanos;
    }

    void refresh(long nowNanos) {
        freshNanos = nowNanos;
    }

    /// Its time runs out by `timer` from now on.
    void expireBy(TimerHandle timer) {
        stopTimer();
        expiry = timer;
    }

    void become(State next) {
        state = next;
        if (next != State.HELD) {
            stopTimer();
        }
    }

    private void stopTimer() {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    void ensureHeld() {
        if (state == State.EXPIRED) {
            throw new DeliveryExpired(
                    this + ": it was held for longer than the queue's visibility; extend() it");
        }
        if (state != State.HELD) {
            throw new IllegalStateException(
                    this + " (expected: held; ack or nack a delivery once)");
        }
    }

    /// `<Delivery 1 of 'orders' held>`.
    @Override
    public String toString() {
        return "<Delivery " + deliveryCount() + " of '" + owner.name() + "' " + state.words + ">";
    }
}
