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
///
/// And a task that is nothing but a sleep, as in `createTask(sleep(10))` or `gather(sleep(1),
/// ...)`,
/// has no code that could be stopped in the middle, so it gets no strand: `step` takes it from one
/// end to the other as a strand would, turn by turn, in a third of the memory.
final class Sleep<T extends @Nullable Object> implements Body<T> {

    private static final WaitPoint POINT = new Outside(() -> "its time");
    private static final Sleep<@Nullable Void> NEXT_TURN = new Sleep<@Nullable Void>(0, null);

    // set once
    private final long nanos;
    private final T result;

    // loop only: while it sleeps without a strand
    private @Nullable Wakeup wakeup;
    private @Nullable TimerHandle timer;

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
        LoopTask<?> task = Await.ensureInTask();
        Wakeup mine = new Wakeup(task.loop);
        TimerHandle alarm = setAlarm(task.loop, Context.current(), mine);
        try {
            mine.onAwait();
        } finally {
            alarm.cancel();
        }
        return result;
    }

    private TimerHandle setAlarm(EventLoop loop, Context context, Wakeup target) {
        return loop.callAtNanos(Seconds.plus(loop.nanos(), nanos), context, target);
    }

    /// Steps a task that is nothing else than a sleep; false if this one is more. On the loop's
    /// thread.
    static <R extends @Nullable Object> boolean stepped(LoopTask<R> task) {
        Coroutine<R> coroutine = task.coroutine();
        if (coroutine == null
                || !(coroutine.body() instanceof Sleep<? extends R> sleep)
                || sleep.nanos <= 0) {
            return false;
        }
        Throwable failure = task.thrown;
        if (task.sleepsWithoutStrand) {
            coroutine.end();
            sleep.end(task, failure);
        } else if (failure == null) {
            sleep.begin(task, coroutine);
        } else {
            task.endBeforeBeginning(failure);
        }
        return true;
    }

    /// Whether a task is nothing else than a sleep.
    static boolean isAll(LoopTask<?> task) {
        Coroutine<?> coroutine = task.coroutine;
        return coroutine != null && coroutine.body() instanceof Sleep<?> sleep && sleep.nanos > 0;
    }

    private void begin(LoopTask<?> task, Coroutine<?> coroutine) {
        try {
            coroutine.start();
        } catch (IllegalStateException misuse) { // another task has begun it
            task.failed(misuse);
            return;
        }
        Wakeup mine = new Wakeup(task.loop);
        wakeup = mine;
        timer = setAlarm(task.loop, task.context(), mine);
        task.sleepsWithoutStrand = true;
        Await.prepare(task, mine);
    }

    private void end(LoopTask<? super T> task, @Nullable Throwable failure) {
        if (timer != null) {
            timer.cancel();
        }
        if (failure != null) {
            task.failed(failure);
        } else if (wakeup != null && wakeup.isCancelled()) {
            task.failed(wakeup.makeCancelledError());
        } else {
            task.ended(result);
        }
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

        @Override
        public WaitPoint waitPoint() {
            return POINT;
        }
    }
}
