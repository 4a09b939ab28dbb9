// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.durable;

import static dev.asyncio4j.Asyncio.async;
import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.createTask;
import static dev.asyncio4j.Asyncio.shield;
import static dev.asyncio4j.Asyncio.waitOn;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Task;
import dev.asyncio4j.sync.ClosedResourceError;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The way to a broker, opened when it is first used, by a task of its own: who waits for it can be
/// cancelled, and others wait on. **Thread** loop.
final class Link {

    // set once
    private final Broker broker;
    private final Duration visibility;
    private final Patience patience;

    // loop only
    private @Nullable Session session;
    private @Nullable Task<Session> opening;
    private boolean isClosed;

    Link(Broker broker, Duration visibility, Patience patience) {
        this.broker = broker;
        this.visibility = visibility;
        this.patience = patience;
    }

    /// The session; opens it if there is none. An attempt that failed is forgotten.
    /// @throws ClosedResourceError if it is closed
    Session open() {
        if (isClosed) {
            throw closedError();
        }
        Session there = session;
        if (there != null) {
            return there;
        }
        Task<Session> attempt = opening;
        if (attempt == null || attempt.isDone()) {
            attempt = createTask(async("open " + broker.name(), this::connect));
            opening = attempt;
        }
        return await(shield(attempt));
    }

    private Session connect() {
        try {
            Session opened = patience.until(() -> broker.open(visibility));
            session = opened;
            return opened;
        } catch (CancelledError cancelled) {
            if (isClosed) {
                throw closedError(); // those who wait for it are not cancelled
            }
            throw cancelled;
        }
    }

    ClosedResourceError closedError() {
        return new ClosedResourceError("queue '" + broker.name() + "' is closed; create a new one");
    }

    /// Closes the session, if there is one.
    void close() {
        isClosed = true;
        Task<Session> attempt = opening;
        if (attempt != null && !attempt.isDone()) {
            attempt.cancel("the queue was closed");
            await(waitOn(List.of(attempt)));
            if (!attempt.isCancelled() && attempt.exception() instanceof Exception failure) {
                System.getLogger("asyncio")
                        .log(Level.DEBUG, "closed while it was being opened", failure);
            }
        }
        Session opened = session;
        session = null;
        if (opened != null) {
            await(opened.close());
        }
    }
}
