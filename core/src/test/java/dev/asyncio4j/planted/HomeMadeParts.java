// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.planted;

import static dev.asyncio4j.Asyncio.await;
import static dev.asyncio4j.Asyncio.getRunningLoop;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Primitives as users write them themselves, each of which can be broken; see [HomeMadeBugs].
final class HomeMadeParts {

    private HomeMadeParts() {}

    /// Takes those out who were cancelled and do not know it yet, too.
    private static <T extends @Nullable Object> @Nullable Future<T> firstPending(
            ArrayDeque<Future<T>> waiting) {
        Future<T> first = waiting.poll();
        while (first != null && first.isDone()) {
            first = waiting.poll();
        }
        return first;
    }

    /// An event that, broken, forgets that it was set.
    static final class Event {
        private final boolean forgets;
        private final List<Future<@Nullable Void>> waiters = new ArrayList<>();
        private boolean isSet;

        Event(boolean forgets) {
            this.forgets = forgets;
        }

        void hold() {
            if (!isSet) {
                Future<@Nullable Void> waiter = getRunningLoop().createFuture();
                waiters.add(waiter);
                await(waiter);
            }
        }

        void set() {
            isSet = !forgets;
            waiters.forEach(waiter -> waiter.setResult(null));
            waiters.clear();
        }
    }

    /// A queue whose put hands the item to the first who waits; broken, that one may drop it.
    static final class Mailbox {
        private final boolean drops;
        final ArrayDeque<Object> items = new ArrayDeque<>();
        private final ArrayDeque<Future<Object>> takers = new ArrayDeque<>();

        Mailbox(boolean drops) {
            this.drops = drops;
        }

        Object take() {
            if (!items.isEmpty()) {
                return items.poll();
            }
            Future<Object> taker = getRunningLoop().createFuture();
            takers.add(taker);
            try {
                return await(taker);
            } catch (CancelledError cancelled) {
                takers.remove(taker);
                if (!drops && !taker.isCancelled()) {
                    put(taker.result());
                }
                throw cancelled;
            }
        }

        void put(Object item) {
            Future<Object> taker = firstPending(takers);
            if (taker == null) {
                items.add(item);
            } else {
                taker.setResult(item);
            }
        }
    }

    /// A lock; broken, it leaks when a waiter is cancelled, or lets newcomers pass.
    static final class Gate {
        private final boolean leaks;
        private final boolean barges;
        final ArrayDeque<Future<@Nullable Void>> waiters = new ArrayDeque<>();
        private boolean taken;

        Gate(boolean leaks, boolean barges) {
            this.leaks = leaks;
            this.barges = barges;
        }

        void acquire() {
            while (taken) {
                Future<@Nullable Void> waiter = getRunningLoop().createFuture();
                waiters.add(waiter);
                try {
                    await(waiter);
                } catch (CancelledError cancelled) {
                    waiters.remove(waiter);
                    if (!leaks && !waiter.isCancelled()) {
                        release();
                    }
                    throw cancelled;
                }
                if (!barges) {
                    return; // it was handed over
                }
            }
            taken = true;
        }

        void release() {
            Future<@Nullable Void> next = firstPending(waiters);
            taken = next != null && !barges;
            if (next != null) {
                next.setResult(null);
            }
        }

        void hold(int turns) {
            acquire();
            try {
                Steps.turns(turns);
            } finally {
                release();
            }
        }
    }
}
