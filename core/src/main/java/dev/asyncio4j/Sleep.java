// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.TimerHandle;
import org.jspecify.annotations.Nullable;

/// `asyncio.sleep`: zero or less gives up the turn, without future or timer; more waits for a
/// timer.
///
/// A class rather than lambdas for the sake of programs with very many sleepers. A lambda that
/// returns `Void` casts to it; as long as no sleeper has woken, the compiler has never seen that
/// cast and bets that it never sees null; then each sleeper that lies on a stack so compiled loses
/// the bet when it wakes, which costs it 20 us.
final class Sleep<T extends @Nullable Object> implements Body<T> {

    private static final Sleep<@Nullable Void> NEXT_TURN = new Sleep<@Nullable Void>(0, null);

    // set once
    private final long nanos;
    private final T result;

    private Sleep(long nanos, T result) {
        this.nanos = nanos;
        this.result = result;
    }

    static Coroutine<@Nullable Void> nanos(long nanos) {
        return new Coroutine<@Nullable Void>(
                "sleep", nanos <= 0 ? NEXT_TURN : new Sleep<@Nullable Void>(nanos, null));
    }

    static <T extends @Nullable Object> Coroutine<T> nanos(long nanos, T result) {
        return new Coroutine<>("sleep", new Sleep<>(nanos, result));
    }

    @Override
    public T run() {
        if (nanos <= 0) {
            Await.nextTurn();
            return result;
        }
        EventLoop loop = Await.ensureInTask().loop;
        Wakeup wakeup = new Wakeup(loop);
        TimerHandle timer =
                loop.callAtNanos(Seconds.plus(loop.nanos(), nanos), Context.current(), wakeup);
        try {
            wakeup.onAwait();
        } finally {
            timer.cancel();
        }
        return result;
    }

    /// What a sleeper waits for, and what its timer calls.
    static final class Wakeup extends Future<@Nullable Void> implements Runnable {

        Wakeup(EventLoop loop) {
            super(loop);
        }

        @Override
        public void run() {
            succeedUnlessDone(null);
        }
    }
}
