// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.getRunningLoop;
import static dev.asyncio4j.Asyncio.waitOn;

import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.sync.ClosedResourceError;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How messages come in: while somebody waits and there is room, one task fetches, and fills the
/// buffer that all take from. It is nobody's own: who waits can be cancelled, and what is fetched
/// then is there for the next. **Thread** loop.
///
/// @param <T> a value
final class Intake<T> implements WaitPoint {

    /// For how long a broker lets a fetch wait.
    private static final Duration WAIT = Duration.ofSeconds(5);

    // set once
    private final Link link;
    private final Codec<T> codec;
    private final int maxDeliveries;
    private final Patience patience;
    private final DeadLetters deadLetters;
    private final Held<T> held;

    // loop only
    private final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
    private @Nullable Task<@Nullable Void> fetching;
    private @Nullable ClosedResourceError closed;

    Intake(
            Link link,
            Codec<T> codec,
            DurableOptions options,
            DeadLetters deadLetters,
            Held<T> held) {
        this.link = link;
        this.codec = codec;
        this.maxDeliveries = options.maxDeliveries();
        this.patience = new Patience(options.patience(), held.name());
        this.deadLetters = deadLetters;
        this.held = held;
    }

    int waiters() {
        return waiters.size();
    }

    Delivery<T> get() {
        while (true) {
            if (closed != null) {
                throw closed;
            }
            Delivery<T> next = held.take();
            if (next != null) {
                return next;
            }
            waitForOne();
        }
    }

    private void waitForOne() {
        Future<@Nullable Void> turn = getRunningLoop().createFuture(this);
        waiters.add(turn);
        fetchIfUseful();
        try {
            await(turn);
        } catch (Throwable failure) {
            if (!waiters.remove(turn) && held.buffered() > 0) {
                wakeNext(); // it was this one's
            }
            throw failure;
        }
    }

    private void wakeNext() {
        Future<@Nullable Void> next = waiters.poll();
        if (next != null && !next.isDone()) {
            next.setResult(null);
        }
    }

    // ---- fetching

    /// Begins to fetch, unless that is under way, nobody waits, or there is no room.
    void fetchIfUseful() {
        if (fetching == null && isUseful()) {
            Task<@Nullable Void> task = createTask(async("fetch from " + held.name(), this::fetch));
            fetching = task;
            task.addDoneCallback(done -> fetched(task));
        }
    }

    private boolean isUseful() {
        return closed == null && !waiters.isEmpty() && held.room() > 0;
    }

    private void fetch() {
        Session session = link.open();
        while (isUseful()) {
            accept(patience.until(() -> session.fetch(held.room(), WAIT)));
        }
    }

    private void fetched(Task<?> task) {
        fetching = null;
        if (task.isCancelled()) {
            return;
        }
        Throwable failure = task.exception();
        if (failure == null) {
            fetchIfUseful();
        } else if (waiters.isEmpty()) {
            System.getLogger("asyncio")
                    .log(Level.WARNING, "fetching from " + held.name() + " failed", failure);
        } else {
            wakeAllBy(failure);
        }
    }

    private void accept(List<Message> batch) {
        Map<Message, String> dead = new LinkedHashMap<>();
        for (Message message : batch) {
            if (maxDeliveries > 0 && message.deliveryCount() > maxDeliveries) {
                dead.put(message, "nobody settled it");
                continue;
            }
            try {
                held.add(message, Objects.requireNonNull(codec.decode(message.body()), "value"));
                wakeNext();
            } catch (Exception unreadable) {
                dead.put(message, "it cannot be decoded: " + unreadable);
            }
        }
        dead.forEach(deadLetters::bury);
    }

    private void wakeAllBy(Throwable failure) {
        for (var next = waiters.poll(); next != null; next = waiters.poll()) {
            if (!next.isDone()) {
                next.setException(failure);
            }
        }
    }

    // ---- the end

    /// Lets nobody wait any more, and ends fetching.
    void close(ClosedResourceError reason) {
        closed = reason;
        wakeAllBy(reason);
        Task<@Nullable Void> task = fetching;
        if (task != null) {
            task.cancel(reason.getMessage());
            await(waitOn(List.of(task)));
        }
    }

    @Override
    public String what() {
        return held.room() > 0
                ? "a message of '" + held.name() + "'"
                : "room in '"
                        + held.name()
                        + "', of which "
                        + held.held()
                        + " deliveries are not settled";
    }

    @Override
    public String inVain() {
        return held.room() > 0 ? what() + ", into which nobody puts" : what();
    }
}
