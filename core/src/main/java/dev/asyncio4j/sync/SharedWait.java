// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Handover;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import dev.asyncio4j.loop.LoopCore;
import dev.asyncio4j.loop.Seconds;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Somebody who waits for a [SharedQueue] or a [SharedEvent]: a task of any loop, or a thread.
///
/// ```
///           decide (what it waits for has happened)
///   WAITING -----------------------------------------> DONE or SHUT_DOWN, then signal
///      |
///      +----- withdraw (cancelled, interrupted, time over) ---> out of the line
/// ```
///
/// The state is changed under the lock of the primitive, so that it is either decided or withdrawn,
/// never both. The signal comes after, without the lock, and only wakes.
///
/// @param <T> what is handed over
abstract sealed class SharedWait<T extends @Nullable Object> {

    /// What has become of it.
    enum State {
        WAITING,
        DONE,
        SHUT_DOWN
    }

    // set once
    private final Predicate<SharedWait<T>> withdrawal; // by the primitive, under its lock

    // under the lock; when it is decided, its owner reads it without
    State state = State.WAITING;
    @Nullable T item; // what it brings, or gets

    private SharedWait(@Nullable T item, Predicate<SharedWait<T>> withdrawal) {
        this.item = item;
        this.withdrawal = withdrawal;
    }

    /// Whether it may stand in a line.
    boolean mayWait() {
        return true;
    }

    /// Wakes it. **Thread** any, without the lock.
    abstract void signal();

    /// Signals all of these.
    static void signal(Iterable<? extends SharedWait<?>> waits) {
        waits.forEach(SharedWait::signal);
    }

    /// The tasks among them.
    static List<Task<?>> tasks(Collection<? extends SharedWait<?>> waits) {
        List<Task<?>> all = new ArrayList<>();
        for (SharedWait<?> each : waits) {
            if (each instanceof OfTask<?> one) {
                all.add(one.task);
            } else if (each instanceof OfSelect<?> one) {
                all.add(one.task);
            }
        }
        return all;
    }

    /// The threads among them.
    static List<Thread> threads(Collection<? extends SharedWait<?>> waits) {
        List<Thread> all = new ArrayList<>();
        for (SharedWait<?> each : waits) {
            if (each instanceof OfThread<?> one) {
                all.add(one.thread);
            }
        }
        return all;
    }

    /// Takes it out of the line; false if it was decided before. **Thread** any.
    final boolean withdraw() {
        return withdrawal.test(this);
    }

    @SuppressWarnings("NullAway") // it is there: null only if T may be
    final T item() {
        return item;
    }

    /// Who does not wait.
    static final class OfNobody<T extends @Nullable Object> extends SharedWait<T> {

        OfNobody(@Nullable T item) {
            super(item, wait -> true);
        }

        @Override
        boolean mayWait() {
            return false;
        }

        @Override
        void signal() {
            throw new IllegalStateException("nobody waits");
        }
    }

    /// A task that waits.
    static final class OfTask<T extends @Nullable Object> extends SharedWait<T> {

        // set once
        private final Task<?> task;
        private final EventLoop loop;

        // loop only: once it waits
        private @Nullable Handover<Boolean> handover;

        OfTask(@Nullable T item, Predicate<SharedWait<T>> withdrawal) {
            super(item, withdrawal);
            this.task = currentTask();
            this.loop = task.loop();
        }

        /// **Suspends** always. **If cancelled**, or failed in another way before it is decided, it
        /// is withdrawn. **Thread** loop.
        void await() {
            Handover<Boolean> mine = new Handover<>(loop, this::withdraw);
            handover = mine;
            loop.rest().expectSources(1); // other threads may come at any time
            try {
                Asyncio.await(mine);
            } finally {
                loop.rest().expectSources(-1);
            }
        }

        @Override
        void signal() {
            tell(loop, this::complete);
        }

        private void complete() {
            Handover<Boolean> mine = handover;
            if (mine != null && !mine.isDone()) { // it is, if the task failed in another way
                mine.setResult(true);
            }
        }
    }

    private static Task<?> currentTask() {
        Task<?> current = Task.current();
        if (current == null) {
            throw new IllegalStateException("await outside a coroutine");
        }
        return current;
    }

    /// Runs `news` on `loop`: now, if it runs here.
    private static void tell(EventLoop loop, Runnable news) {
        if (LoopCore.current() == loop) {
            news.run();
            return;
        }
        try {
            loop.callSoonThreadsafe(news);
        } catch (IllegalStateException closed) { // so its task has ended, and gave things back
            System.getLogger("asyncio")
                    .log(Level.DEBUG, "nobody waits any more on " + loop, closed);
        }
    }

    /// A task that waits at several places for one of several things, see [Select]. That it is
    /// decided here does not mean yet that the task is woken here: then what it got is given back.
    static final class OfSelect<T extends @Nullable Object> extends SharedWait<T> {

        // set once
        private final Task<?> task = currentTask();
        private final EventLoop loop = task.loop();
        private final At<T> place;

        /// Where it waits.
        private static final class At<T extends @Nullable Object> extends Place {
            private final OfSelect<T> wait;

            At(Future<Boolean> ticket, OfSelect<T> wait) {
                super(ticket);
                this.wait = wait;
            }
        }

        private OfSelect(Future<Boolean> ticket, Predicate<SharedWait<T>> withdrawal) {
            super(null, withdrawal);
            this.place = new At<>(ticket, this);
        }

        /// Takes a place, unless what it is for is there already: then that wakes it.
        /// @param joining gives whether the wait stands in a line now
        static <T extends @Nullable Object> Place enter(
                Future<Boolean> ticket,
                Predicate<SharedWait<T>> withdrawal,
                Predicate<SharedWait<T>> joining) {
            OfSelect<T> wait = new OfSelect<>(ticket, withdrawal);
            wait.loop.rest().expectSources(1); // other threads may come at any time
            if (!joining.test(wait)) {
                wait.signal();
            }
            return wait.place;
        }

        /// Leaves the place.
        @SuppressWarnings("unchecked") // it has come from `enter`, for the same primitive
        static <T extends @Nullable Object> SharedWait<T> leave(Place place) {
            OfSelect<T> wait = ((At<T>) place).wait;
            wait.loop.rest().expectSources(-1);
            return wait;
        }

        @Override
        void signal() {
            tell(loop, place::wake);
        }
    }

    /// A thread that waits, platform or virtual.
    static final class OfThread<T extends @Nullable Object> extends SharedWait<T> {

        // set once
        private final Thread thread = Thread.currentThread();
        private final CountDownLatch signalled = new CountDownLatch(1);

        OfThread(@Nullable T item, Predicate<SharedWait<T>> withdrawal) {
            super(item, withdrawal);
        }

        /// Refuses where blocking would stop a loop, or is not wanted any more.
        /// @param instead what to call there
        /// @throws IllegalStateException if a loop runs here
        /// @throws InterruptedException if the thread is interrupted
        static void ensureMayBlock(String call, String instead) throws InterruptedException {
            if (LoopCore.current() != null) {
                throw new IllegalStateException(
                        call + " would stop the loop that runs here; use " + instead);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }

        /// Blocks until it is decided.
        /// @throws InterruptedException if the thread is interrupted before; then it is withdrawn
        void block() throws InterruptedException {
            try {
                signalled.await();
            } catch (InterruptedException interrupted) {
                giveInTo(interrupted);
            }
        }

        /// Blocks until it is decided.
        /// @throws InterruptedException if the thread is interrupted before; then it is withdrawn
        /// @throws TimeoutError if the time is over before; then it is withdrawn
        void block(Duration timeout) throws InterruptedException {
            try {
                boolean inTime = signalled.await(Seconds.toNanos(timeout), TimeUnit.NANOSECONDS);
                if (!inTime && withdraw()) {
                    throw new TimeoutError("not within " + timeout);
                }
            } catch (InterruptedException interrupted) {
                giveInTo(interrupted);
            }
        }

        /// What has happened already stays so; then the interrupt waits for the next who looks.
        private void giveInTo(InterruptedException interrupted) throws InterruptedException {
            if (withdraw()) {
                throw interrupted;
            }
            thread.interrupt();
        }

        @Override
        void signal() {
            signalled.countDown();
        }
    }
}
