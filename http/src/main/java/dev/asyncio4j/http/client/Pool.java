// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import static dev.asyncio4j.Asyncio.await;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.loop.TimerHandle;
import dev.asyncio4j.net.waits.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The connections of a client. Who wants one gets a grant: a connection that was kept, a place on
/// one that is shared, or the right to open one. Grants are handed from one to the next, and never
/// lie about where somebody who came later could take them; who is cancelled with one in the hand
/// passes it on.
///
/// While nobody knows whether a server shares connections, one is opened, and the others wait for
/// what it tells: so many requests at once do not open many connections of which one will do.
/// **Thread** loop.
final class Pool {

    /// What somebody got.
    ///
    /// @param origin where it goes
    /// @param alone whether it must not be shared
    /// @param first whether others wait to hear whether it is
    /// @param connection that was kept or is shared; null: one is to be opened
    record Grant(Origin origin, boolean alone, boolean first, @Nullable Pooled connection) {}

    private record Idle(Pooled connection, TimerHandle end) {}

    // set once
    private final EventLoop loop;
    private final PoolLimits limits;
    private final HttpVersions versions;
    private final Waiters waiters;

    // loop only
    private final Map<Origin, Integer> counts = new HashMap<>(); // of connections and rights
    private final ArrayDeque<Idle> idle = new ArrayDeque<>(); // the longest kept first
    private final Set<ClientConnection> inUse = new HashSet<>();
    private final Map<Origin, List<SharedConnection>> shared = new HashMap<>();
    private final Set<Origin> opening = new HashSet<>(); // the first, which will tell
    private final Set<Origin> plain = new HashSet<>(); // known to share nothing, or not to answer
    private int total;
    private boolean closed;

    Pool(EventLoop loop, PoolLimits limits, HttpVersions versions) {
        this.loop = loop;
        this.limits = limits;
        this.versions = versions;
        this.waiters = new Waiters(loop);
    }

    // ---- taking

    /// A grant. **Suspends** while there are too many connections. **If cancelled** nothing was
    /// taken.
    /// @param alone whether nobody else may use the connection meanwhile
    Grant take(Origin origin, boolean alone) {
        ensureOpen();
        Waiters.Kind kind = new Waiters.Kind(origin, alone);
        Grant free = waiters.hasLine(kind) ? null : free(kind);
        if (free != null) {
            return free;
        }
        Waiters.Waiter mine = waiters.add(kind, Kind.CONNECTION.of(() -> wished(origin)));
        try {
            return await(mine.future());
        } catch (Throwable cancelled) {
            Future<Grant> future = mine.future();
            if (!waiters.remove(mine)
                    && future.isDone()
                    && !future.isCancelled()
                    && future.exception() == null) {
                passOn(future.result());
            }
            throw cancelled;
        }
    }

    /// What somebody waits for who wants a connection, and why there is none.
    private String wished(Origin origin) {
        int count = counts.getOrDefault(origin, 0);
        String why;
        if (count >= limits.perHost()) {
            why = count + " of " + limits.perHost() + " in use";
        } else if (total >= limits.total()) {
            why = "the client's " + total + " of " + limits.total() + " in use";
        } else {
            why = "one is being opened";
        }
        return origin.peer() + ", " + why;
    }

    private void ensureOpen() {
        if (closed) {
            throw new IllegalStateException("the client is closed");
        }
    }

    /// A kept connection, a place, or the right to open one; null if none may be.
    private @Nullable Grant free(Waiters.Kind kind) {
        Origin origin = kind.origin();
        boolean alone = kind.alone();
        boolean shares = !alone && versions.mayShare(origin);
        SharedConnection one = shares ? fit(origin) : null;
        if (one != null) {
            return one.hasPlace() ? place(one) : null;
        }
        ClientConnection kept = takeIdle(origin);
        if (kept != null) {
            inUse.add(kept);
            return new Grant(origin, alone, false, kept);
        }
        if (shares && opening.contains(origin)) {
            return null;
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
        boolean first = shares && !plain.contains(origin);
        if (first) {
            opening.add(origin);
        }
        return new Grant(origin, alone, first, null);
    }

    /// One that takes requests, best with a place for another.
    private @Nullable SharedConnection fit(Origin origin) {
        SharedConnection fit = null;
        for (SharedConnection each : shared.getOrDefault(origin, List.of())) {
            if (each.hasPlace()) {
                return each;
            }
            fit = each.isFit() ? each : fit;
        }
        return fit;
    }

    private Grant place(SharedConnection one) {
        if (one.isUnused()) {
            takeOut(one);
        }
        one.take();
        return new Grant(one.origin(), false, false, one);
    }

    /// The one that was used last: the others may grow too old.
    private @Nullable ClientConnection takeIdle(Origin origin) {
        for (Iterator<Idle> all = idle.descendingIterator(); all.hasNext(); ) {
            Idle each = all.next();
            if (each.connection() instanceof ClientConnection one && one.origin().equals(origin)) {
                all.remove();
                each.end().cancel();
                if (one.isFit()) {
                    return one;
                }
                end(one);
            }
        }
        return null;
    }

    // ---- giving back

    /// The right was used; of a shared connection one place is taken.
    void opened(Grant grant, Pooled made) {
        if (grant.first()) {
            opening.remove(grant.origin());
        }
        switch (made) {
            case ClientConnection one -> {
                inUse.add(one);
                if (!grant.alone()) {
                    plain.add(grant.origin());
                }
            }
            case SharedConnection one -> {
                one.take();
                plain.remove(grant.origin());
                if (one.isGone()) {
                    forget(grant.origin());
                } else {
                    shared.computeIfAbsent(grant.origin(), _ -> new ArrayList<>(1)).add(one);
                }
            }
        }
        if (closed) {
            made.abort();
            if (made instanceof ClientConnection one) {
                discard(one);
            }
            ensureOpen();
        }
        serve();
    }

    /// The right was not used.
    /// @param tried whether there was no way: then others try at the same time, not one after the
    ///     other
    void failed(Grant grant, boolean tried) {
        if (grant.first()) {
            opening.remove(grant.origin());
        }
        forget(grant.origin());
        if (tried) {
            plain.add(grant.origin());
        }
        serve();
        if (!counts.containsKey(grant.origin())) {
            plain.remove(grant.origin());
        }
    }

    /// The connection may be used by others, if it is fit.
    void release(ClientConnection connection) {
        inUse.remove(connection);
        keep(connection);
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
        switch (grant.connection()) {
            case null -> failed(grant, false);
            case ClientConnection one -> release(one);
            case SharedConnection one -> one.giveBack(false);
        }
    }

    private void keep(Pooled connection) {
        if (closed || !connection.isFit() || limits.idle().isZero()) {
            end(connection);
        } else {
            TimerHandle end = loop.callLater(limits.idle(), () -> expire(connection));
            idle.add(new Idle(connection, end));
        }
    }

    private void forget(Origin origin) {
        total--;
        counts.computeIfPresent(origin, (same, count) -> count == 1 ? null : count - 1);
        if (!counts.containsKey(origin)) {
            plain.remove(origin);
        }
    }

    private void drop(Idle one) {
        one.end().cancel();
        end(one.connection());
    }

    private void expire(Pooled connection) {
        takeOut(connection);
        end(connection);
        serve();
    }

    private void takeOut(Pooled connection) {
        idle.removeIf(
                each -> {
                    boolean found = each.connection() == connection;
                    if (found) {
                        each.end().cancel();
                    }
                    return found;
                });
    }

    private void end(Pooled connection) {
        connection.close();
        if (connection instanceof SharedConnection one) {
            strike(one);
        } else {
            forget(connection.origin());
        }
    }

    // ---- from those that are shared

    /// A place is free again.
    void released(SharedConnection one) {
        if (one.isUnused() && isListed(one)) {
            keep(one);
        }
        serve();
    }

    /// It has more places, or takes no more requests.
    void changed(SharedConnection one) {
        if (one.isUnused() && !one.isFit() && isListed(one)) {
            takeOut(one);
            end(one);
        }
        serve();
    }

    /// It has ended.
    void gone(SharedConnection one) {
        takeOut(one);
        strike(one);
        serve();
    }

    private boolean isListed(SharedConnection one) {
        return shared.getOrDefault(one.origin(), List.of()).contains(one);
    }

    private void strike(SharedConnection one) {
        if (isListed(one)) {
            shared.computeIfPresent(
                    one.origin(),
                    (same, all) -> {
                        all.remove(one);
                        return all.isEmpty() ? null : all;
                    });
            forget(one.origin());
        }
    }

    /// Grants what is free.
    private void serve() {
        waiters.serve(this::free);
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
        for (List<SharedConnection> each : List.copyOf(shared.values())) {
            List.copyOf(each).forEach(SharedConnection::abort);
        }
        waiters.fail("the client is closed");
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
