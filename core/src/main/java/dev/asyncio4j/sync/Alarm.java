// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.TimerHandle;
import org.jspecify.annotations.Nullable;

/// [Operation#after]: a moment as an operation. **Thread** loop.
final class Alarm extends Operation<@Nullable Void> {

    // set once
    private final EventLoop loop;
    private final long dueNanos;

    /// A place whose timer wakes it.
    private static final class Awake extends Place implements Runnable {
        private final TimerHandle timer;

        Awake(Future<Boolean> ticket, EventLoop loop, long dueNanos) {
            super(ticket);
            this.timer = loop.callAtNanos(dueNanos, Context.current(), this);
        }

        @Override
        public void run() {
            wake();
        }
    }

    Alarm(EventLoop loop, long dueNanos) {
        this.loop = loop;
        this.dueNanos = dueNanos;
    }

    @Override
    @Nullable Object attempt() {
        return loop.nanos() >= dueNanos ? null : NOT_YET;
    }

    @Override
    Place enter(Future<Boolean> ticket) {
        ensureHere(loop, this);
        return new Awake(ticket, loop, dueNanos);
    }

    @Override
    @Nullable Object claim(Place place) {
        return null;
    }

    @Override
    void withdraw(Place place) {
        ((Awake) place).timer.cancel();
    }

    /// `<Operation at 1.5>`, on the loop's clock.
    @Override
    public String toString() {
        return "<Operation at " + dueNanos / 1e9 + ">";
    }
}
