// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.context.Context;
import dev.asyncio4j.loop.Seconds;
import dev.asyncio4j.loop.TimerHandle;
import org.jspecify.annotations.Nullable;

/// `asyncio.sleep`: zero or less gives up the turn, without future or timer; more waits for a
/// timer.
final class Sleep {

    private static final Body<@Nullable Void> NEXT_TURN =
            () -> {
                Await.nextTurn();
                return null;
            };

    private Sleep() {}

    static Coroutine<@Nullable Void> nanos(long nanos) {
        return nanos <= 0
                ? new Coroutine<@Nullable Void>("sleep", NEXT_TURN)
                : new Coroutine<@Nullable Void>(
                        "sleep", () -> Sleep.<@Nullable Void>waitFor(nanos, null));
    }

    static <T extends @Nullable Object> Coroutine<T> nanos(long nanos, T result) {
        return new Coroutine<>(
                "sleep",
                () -> {
                    if (nanos <= 0) {
                        Await.nextTurn();
                        return result;
                    }
                    return waitFor(nanos, result);
                });
    }

    private static <T extends @Nullable Object> T waitFor(long nanos, T result) {
        EventLoop loop = Await.ensureInTask().loop;
        Future<T> wakeup = loop.createFuture();
        TimerHandle timer =
                loop.callAtNanos(
                        Seconds.plus(loop.nanos(), nanos),
                        Context.current(),
                        () -> wakeup.succeedUnlessDone(result));
        try {
            return wakeup.onAwait();
        } finally {
            timer.cancel();
        }
    }
}
