// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.client;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.WaitPoint;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// Those who wait for connections, in a line for each kind of them. The first come first: in a
/// line,
/// and of those that stand first in theirs. A line that cannot get anything keeps no other waiting,
/// and costs nothing, however long it is. **Thread** loop.
final class Waiters {

    /// What somebody waits for.
    ///
    /// @param origin where it goes
    /// @param alone whether it must not be shared
    record Kind(Origin origin, boolean alone) {}

    /// One who waits.
    ///
    /// @param number smaller if it came before
    record Waiter(Kind kind, long number, Future<Pool.Grant> future) {}

    /// What there is for a kind; null if nothing.
    interface Stock {
        Pool.@Nullable Grant take(Kind kind);
    }

    // set once
    private final EventLoop loop;

    // loop only
    private final Map<Kind, ArrayDeque<Waiter>> lines = new HashMap<>();
    private int size;
    private long came;

    Waiters(EventLoop loop) {
        this.loop = loop;
    }

    int size() {
        return size;
    }

    boolean hasLine(Kind kind) {
        return lines.containsKey(kind);
    }

    /// @param point what who waits waits for
    Waiter add(Kind kind, WaitPoint point) {
        Waiter mine = new Waiter(kind, ++came, loop.createFuture(point));
        lines.computeIfAbsent(kind, _ -> new ArrayDeque<>()).add(mine);
        size++;
        return mine;
    }

    /// Takes one out that waits no more.
    /// @return false if it was served
    boolean remove(Waiter one) {
        ArrayDeque<Waiter> line = lines.get(one.kind());
        if (line == null || !line.remove(one)) {
            return false;
        }
        size--;
        if (line.isEmpty()) {
            lines.remove(one.kind());
        }
        return true;
    }

    /// Hands out what there is.
    void serve(Stock stock) {
        if (size == 0) {
            return;
        }
        PriorityQueue<ArrayDeque<Waiter>> firsts =
                new PriorityQueue<>(
                        lines.size(), Comparator.comparingLong(line -> line.element().number()));
        firsts.addAll(lines.values());
        while (!firsts.isEmpty()) {
            ArrayDeque<Waiter> line = firsts.remove();
            Waiter first = line.element();
            Pool.Grant grant = null;
            if (!first.future().isDone()) { // else it was cancelled
                grant = stock.take(first.kind());
                if (grant == null) {
                    continue; // nor is there anything for those behind it
                }
            }
            line.remove();
            size--;
            if (grant != null) {
                first.future().setResult(grant);
            }
            if (line.isEmpty()) {
                lines.remove(first.kind());
            } else {
                firsts.add(line);
            }
        }
    }

    /// Tells all that there will be nothing.
    void fail(String reason) {
        for (ArrayDeque<Waiter> line : lines.values()) {
            for (Waiter each : line) {
                if (!each.future().isDone()) {
                    each.future().setException(new IllegalStateException(reason));
                }
            }
        }
        lines.clear();
        size = 0;
    }
}
