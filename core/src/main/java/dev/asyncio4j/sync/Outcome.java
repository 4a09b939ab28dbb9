// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// [Operation#of(Future)]: the end of a future as an operation. **Thread** loop.
final class Outcome<T extends @Nullable Object> extends Operation<T> {

    // set once
    private final Future<T> future;

    /// A place that the future wakes.
    private static final class Told<T extends @Nullable Object> extends Place
            implements Consumer<Future<T>> {

        private final Future<Boolean> ticket;

        Told(Future<Boolean> ticket) {
            super(ticket);
            this.ticket = ticket;
        }

        @Override
        public void accept(Future<T> done) {
            wake();
        }
    }

    Outcome(Future<T> future) {
        this.future = future;
    }

    @Override
    @Nullable Object attempt() {
        return future.isDone() ? future.result() : NOT_YET;
    }

    @Override
    Place enter(Future<Boolean> ticket) {
        ensureHere(future.loop(), future);
        Told<T> place = new Told<>(ticket);
        future.addDoneCallback(place);
        Asyncio.futureAddToAwaitedBy(future, ticket);
        return place;
    }

    @Override
    @Nullable Object claim(Place place) {
        withdraw(place);
        return future.result();
    }

    @Override
    void withdraw(Place place) {
        future.removeDoneCallback(place);
        Asyncio.futureDiscardFromAwaitedBy(future, ((Told<?>) place).ticket);
    }

    /// `<Operation of <Future pending>>`.
    @Override
    public String toString() {
        return "<Operation of " + future + ">";
    }
}
