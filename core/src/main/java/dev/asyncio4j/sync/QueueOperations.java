// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Future;
import org.jspecify.annotations.Nullable;

/// A queue's operations for [Select]. **Thread** loop.
final class QueueOperations {

    private QueueOperations() {}

    /// [Queue#get()]. Who is woken looks again, as there.
    static final class Getting<T extends @Nullable Object> extends Operation<T> {
        private final Queue<T> queue;
        private final Waiters getters;

        Getting(Queue<T> queue, Waiters getters) {
            this.queue = queue;
            this.getters = getters;
        }

        @Override
        @Nullable Object attempt() {
            return queue.isEmpty() && !queue.isShutDown() ? NOT_YET : queue.getNoWait();
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return getters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            getters.leave(place);
            return queue.isEmpty() ? attempt() : queue.takeWhenWoken();
        }

        @Override
        void withdraw(Place place) {
            queue.giveUpGetting(place);
        }

        @Override
        public String toString() {
            return "<Operation getting from " + queue + ">";
        }
    }

    /// [Queue#put].
    static final class Putting<T extends @Nullable Object> extends Operation<@Nullable Void> {
        private final Queue<T> queue;
        private final Waiters putters;
        private final T item;

        Putting(Queue<T> queue, Waiters putters, T item) {
            this.queue = queue;
            this.putters = putters;
            this.item = item;
        }

        @Override
        @Nullable Object attempt() {
            if (queue.isFull() && !queue.isShutDown()) {
                return NOT_YET;
            }
            queue.putNoWait(item);
            return null;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return putters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            putters.leave(place);
            if (queue.isFull() && !queue.isShutDown()) {
                return NOT_YET;
            }
            queue.putWhenWoken(item);
            return null;
        }

        @Override
        void withdraw(Place place) {
            queue.giveUpPutting(place);
        }

        @Override
        public String toString() {
            return "<Operation putting " + item + " into " + queue + ">";
        }
    }
}
