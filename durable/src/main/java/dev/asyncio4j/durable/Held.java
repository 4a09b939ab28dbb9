// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.gatherReturningExceptions;
import static dev.asyncio4j.Asyncio.getRunningLoop;

import dev.asyncio4j.Awaitable;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.durable.Delivery.State;
import dev.asyncio4j.loop.Fault;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a queue has of its broker's messages: those that nobody has got yet (the buffer), and those
/// that are held. Together they are never more than the prefetch.
///
/// **Time.** The broker counts from when it delivered. What is held runs out here by a timer of the
/// same length, so that a delivery which a program forgot makes room. What is in the buffer is
/// extended at half time, as long as this loop runs: a message does not grow old before anyone sees
/// it, and is not counted as delivered in vain. So who gets a delivery has at least half the time.
///
/// **Thread** loop.
///
/// @param <T> a value
final class Held<T> {

    // set once
    private final String name;
    private final DurableOptions options;
    private final Patience patience;
    private final DeadLetters deadLetters;
    private final Runnable hasRoom;

    // loop only
    private final ArrayDeque<Delivery<T>> buffer = new ArrayDeque<>();
    private final Set<Delivery<T>> held = new LinkedHashSet<>();
    private boolean isKeepingFresh;

    /// @param hasRoom called when one of those that were held is not any more
    Held(String name, DurableOptions options, DeadLetters deadLetters, Runnable hasRoom) {
        this.name = name;
        this.options = options;
        this.patience = new Patience(options.patience(), name);
        this.deadLetters = deadLetters;
        this.hasRoom = hasRoom;
    }

    String name() {
        return name;
    }

    /// How many more it may take.
    int room() {
        return options.prefetch() - buffer.size() - held.size();
    }

    int buffered() {
        return buffer.size();
    }

    int held() {
        return held.size();
    }

    // ---- the buffer

    void add(Message message, T value) {
        EventLoop loop = getRunningLoop();
        buffer.add(new Delivery<>(this, message, value, loop.nanos()));
        keepFresh(loop);
    }

    /// The next one, which is held from now on; null if there is none.
    @Nullable Delivery<T> take() {
        EventLoop loop = getRunningLoop();
        for (Delivery<T> next = buffer.poll(); next != null; next = buffer.poll()) {
            long left = options.visibility().toNanos() - (loop.nanos() - next.freshNanos());
            if (left > 0) {
                held.add(next);
                next.become(State.HELD);
                startTime(loop, next, Duration.ofNanos(left));
                return next;
            }
            next.become(State.EXPIRED); // the loop stood still: it is delivered again
        }
        return null;
    }

    private void startTime(EventLoop loop, Delivery<T> delivery, Duration left) {
        delivery.expireBy(loop.callLater(left, () -> release(delivery, State.EXPIRED)));
    }

    private void keepFresh(EventLoop loop) {
        if (!isKeepingFresh && !buffer.isEmpty()) {
            isKeepingFresh = true;
            loop.callLater(
                    options.visibility().dividedBy(2),
                    () -> loop.createTask(async("extend " + name, this::extendBuffer)));
        }
    }

    private void extendBuffer() {
        try {
            report(
                    await(
                            gatherReturningExceptions(
                                    buffer.stream().map(this::refreshing).toList())));
        } finally {
            isKeepingFresh = false;
        }
        keepFresh(getRunningLoop());
    }

    /// Nobody waits for these, who could be told.
    private void report(List<@Nullable Object> ends) {
        for (Object end : ends) {
            if (end instanceof Throwable failure && !(failure instanceof CancelledError)) {
                getRunningLoop()
                        .callExceptionHandler(
                                Fault.of("a message of " + name + " could not be extended")
                                        .withException(failure));
                return; // the others will have failed for the same reason
            }
        }
    }

    private Awaitable<@Nullable Void> refreshing(Delivery<T> delivery) {
        return async(
                () -> {
                    long before = getRunningLoop().nanos();
                    try {
                        await(delivery.message().extend());
                        delivery.refresh(before);
                    } catch (DeliveryExpired gone) {
                        expire(delivery);
                    } catch (BrokerUnavailable away) {
                        return; // it grows old, and then it is taken for expired
                    }
                });
    }

    private void expire(Delivery<T> delivery) {
        if (buffer.remove(delivery) || held.contains(delivery)) {
            release(delivery, State.EXPIRED);
        }
    }

    // ---- what becomes of a delivery

    void settle(Delivery<T> delivery, State end, Supplier<Coroutine<@Nullable Void>> saying) {
        delivery.ensureHeld();
        delivery.become(end);
        try {
            patience.until(saying);
        } finally {
            release(delivery, end);
        }
    }

    void giveBack(Delivery<T> delivery, Duration delay) {
        int last = options.maxDeliveries();
        if (last == 0 || delivery.deliveryCount() < last) {
            settle(delivery, State.NACKED, () -> delivery.message().nack(delay));
        } else {
            settle(
                    delivery,
                    State.NACKED,
                    () ->
                            async(
                                    () ->
                                            deadLetters.bury(
                                                    delivery.message(),
                                                    "it was given back, and may not be delivered"
                                                            + " more often")));
        }
    }

    void extend(Delivery<T> delivery) {
        delivery.ensureHeld();
        EventLoop loop = getRunningLoop();
        long before = loop.nanos();
        try {
            patience.until(() -> delivery.message().extend());
        } catch (DeliveryExpired gone) {
            release(delivery, State.EXPIRED);
            throw gone;
        }
        delivery.ensureHeld();
        delivery.refresh(before);
        startTime(loop, delivery, options.visibility());
    }

    private void release(Delivery<T> delivery, State end) {
        delivery.become(end);
        if (held.remove(delivery)) {
            hasRoom.run();
        }
    }

    // ---- the end

    /// Gives back what nobody has got.
    void returnBuffer() {
        List<Delivery<T>> all = new ArrayList<>(buffer);
        buffer.clear();
        giveBack(all);
    }

    /// Gives back what is held, too.
    void returnHeld() {
        List<Delivery<T>> all = new ArrayList<>(held);
        held.clear();
        giveBack(all);
    }

    /// Tries it once. What the broker does not hear of comes again when its time is over.
    private void giveBack(List<Delivery<T>> all) {
        all.forEach(delivery -> delivery.become(State.RETURNED));
        List<Coroutine<@Nullable Void>> returning =
                all.stream().map(delivery -> delivery.message().nack(Duration.ZERO)).toList();
        List<@Nullable Object> ends = await(gatherReturningExceptions(returning));
        for (Object end : ends) {
            if (end instanceof Throwable failure) {
                System.getLogger("asyncio")
                        .log(
                                System.Logger.Level.WARNING,
                                "a message of "
                                        + name
                                        + " could not be given back;"
                                        + " it comes again when its time is over",
                                failure);
                return;
            }
        }
    }
}
