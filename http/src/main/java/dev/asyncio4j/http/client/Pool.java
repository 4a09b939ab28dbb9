// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.TimerHandle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections of a client. Who wants one gets a grant: a connection that was kept, or the
/// right to open one. Grants are handed from one to the next, and never lie about where somebody
/// who came later could take them; who is cancelled with one in the hand passes it on.
/// **Thread** loop.
final class Pool {

    /// What somebody got.
    ///
    /// @param origin where it goes
    /// @param connection that was kept; null: one is to be opened
    record Grant(Origin origin, @Nullable ClientConnection connection) {}

    private record Waiter(Origin origin, Future<Grant> future) {}

    private record Idle(ClientConnection connection, TimerHandle end) {}

    // set once
    private final EventLoop loop;
    private final PoolLimits limits;

    // loop only
    private final Map<Origin, Integer> counts = new HashMap<>(); // of connections and rights
    private final ArrayDeque<Idle> idle = new ArrayDeque<>(); // the longest kept first
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
    private final Set<ClientConnection> inUse = new HashSet<>();
    private int total;
    private boolean closed;

    Pool(EventLoop loop, PoolLimits limits) {
        this.loop = loop;
        this.limits = limits;
    }

    // ---- taking

    /// A grant. **Suspends** while there are too many connections. **If cancelled** nothing was
    /// taken.
    Grant take(Origin origin) {
        ensureOpen();
        Grant free = waits(origin) ? null : free(origin);
        if (free != null) {
            return free;
        }
        Waiter mine = new Waiter(origin, loop.createFuture());
        waiters.add(mine);
        try {
            return await(mine.future());
        } catch (Throwable cancelled) {
            if (!waiters.remove(mine)
                    && mine.future().isDone()
                    && mine.future().exception() == null) {
                passOn(mine.future().result());
            }
            throw cancelled;
        }
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    private boolean waits(Origin origin) {
        for (Waiter each : waiters) {
            if (each.origin().equals(origin)) {
                return true;
            }
        }
        return false;
    }

    /// A kept connection, or the right to open one; null if neither may be.
    private @Nullable Grant free(Origin origin) {
        ClientConnection kept = takeIdle(origin);
        if (kept != null) {
            inUse.add(kept);
            return new Grant(origin, kept);
        }
        if (counts.getOrDefault(origin, 0) >= limits.perHost()) {
            return null;
        }
        if (total >= limits.total()) {
            Idle oldest = idle.poll();
            if (oldest == null) {
                return null;
            }
            drop(oldest);
        }
        total++;
        counts.merge(origin, 1, Integer::sum);
        return new Grant(origin, null);
    }

    /// The one that was used last: the others may grow too old.
    private @Nullable ClientConnection takeIdle(Origin origin) {
        for (Iterator<Idle> all = idle.descendingIterator(); all.hasNext(); ) {
            Idle each = all.next();
            if (each.connection().origin().equals(origin)) {
                all.remove();
                each.end().cancel();
                if (each.connection().isFit()) {
                    return each.connection();
                }
                each.connection().close();
                forget(origin);
            }
        }
        return null;
    }

    // ---- giving back

    /// The right was used.
    void opened(ClientConnection connection) {
        inUse.add(connection);
        if (closed) {
            discard(connection);
            ensureOpen();
        }
    }

    /// The right was not used.
    void failed(Origin origin) {
        forget(origin);
        serve();
    }

    /// The connection may be used by others, if it is fit.
    void release(ClientConnection connection) {
        inUse.remove(connection);
        if (closed || !connection.isFit() || limits.idle().isZero()) {
            connection.close();
            forget(connection.origin());
        } else {
            TimerHandle end = loop.callLater(limits.idle(), () -> expire(connection));
            idle.add(new Idle(connection, end));
        }
        serve();
    }

    /// The connection is of no use any more.
    void discard(ClientConnection connection) {
        inUse.remove(connection);
        connection.abort();
        forget(connection.origin());
        serve();
    }

    private void passOn(Grant grant) {
        ClientConnection connection = grant.connection();
        if (connection == null) {
            failed(grant.origin());
        } else {
            release(connection);
        }
    }

    private void forget(Origin origin) {
        total--;
        counts.computeIfPresent(origin, (same, count) -> count == 1 ? null : count - 1);
    }

    private void drop(Idle one) {
        one.end().cancel();
        one.connection().close();
        forget(one.connection().origin());
    }

    private void expire(ClientConnection connection) {
        idle.removeIf(each -> each.connection() == connection);
        connection.close();
        forget(connection.origin());
        serve();
    }

    /// Grants what is free, in the order in which they came; one that cannot get anything does not
    /// keep those behind it.
    private void serve() {
        for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
            Waiter each = all.next();
            if (each.future().isDone()) {
                all.remove();
                continue;
            }
            Grant grant = free(each.origin());
            if (grant != null) {
                all.remove();
                each.future().setResult(grant);
            }
        }
    }

    // ---- the end

    /// Closes those that nobody uses, and gives up those that somebody does. Idempotent.
    void close() {
        closed = true;
        while (!idle.isEmpty()) {
            drop(idle.remove());
        }
        List<ClientConnection> used = new ArrayList<>(inUse);
        used.forEach(ClientConnection::abort);
        while (!waiters.isEmpty()) {
            Future<Grant> future = waiters.remove().future();
            if (!future.isDone()) {
                future.setException(new IllegalStateException("the client is closed"));
            }
        }
    }

    boolean isClosed() {
        return closed;
    }

    /// Whether there is nothing to close.
    boolean isEmpty() {
        return total == 0;
    }

    @Override
    public String toString() {
        return total + " open, " + idle.size() + " idle, " + waiters.size() + " waiting";
    }
}
