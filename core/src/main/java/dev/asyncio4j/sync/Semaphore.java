// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets so many tasks at a time go on, first come, first served.
///
/// It counts permits: acquiring takes one and waits if there is none, releasing gives one back. A
/// permit that is released while tasks wait belongs to the one that waits longest, even before it
/// runs. Permits have no owners, and may be released without having been acquired;
/// [BoundedSemaphore]
/// refuses that. **Thread** loop. **Like** `asyncio.Semaphore`.
public sealed class Semaphore permits BoundedSemaphore {

    // set once
    private final Binding binding = new Binding(this);
    private final Waiters waiters =
            new Waiters(
                    binding, new Wish("a permit of ", binding, ", to which nobody gives one back"));
    private final Held held = new Held(this, this::release);
    private final Body<Held> acquisition = new Acquisition();

    // loop only
    int value;

    /// What a semaphore is like at one moment.
    ///
    /// @param value how many permits there are
    /// @param waiting how many tasks wait for one
    public record Statistics(int value, int waiting) {}

    private final class Acquisition implements Body<Held> {
        @Override
        public Held run() {
            take();
            return held;
        }
    }

    /// Creates a semaphore with one permit. **Thread** any.
    public Semaphore() {
        this(1);
    }

    /// Creates a semaphore with this many permits. **Thread** any.
    /// @throws IllegalArgumentException if `value` is negative
    public Semaphore(int value) {
        if (value < 0) {
            throw new IllegalArgumentException("Semaphore initial value must be >= 0");
        }
        this.value = value;
    }

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio
    /// has nothing like it.
    /// @return this
    public Semaphore named(String name) {
        binding.setName(name);
        return this;
    }

    /// Its name: the given one, or `Semaphore-N`, counted in this JVM when first asked for.
    /// **Thread** as
    /// [#named].
    public String name() {
        return binding.name();
    }

    /// Takes a permit. **Suspends** if there is none, or others wait. **If cancelled** none is
    /// taken, and one that was meant for it goes to who comes next. **Like** `acquire`, which gives
    /// `True`.
    /// @return from awaiting it, what gives the permit back when it is closed; `release()` does too
    /// @throws IllegalStateException from awaiting it, if the semaphore is bound to a different
    /// loop
    public Coroutine<Held> acquire() {
        return async("acquire", acquisition);
    }

    /// Gives a permit back, to the task that waits longest if there is one. **Suspends** never.
    /// **Like** `release`.
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here; or
    ///     if there are 2,147,483,647 permits
    public void release() {
        waiters.ensureMayWake();
        if (value == Integer.MAX_VALUE) {
            throw new IllegalStateException("Semaphore has " + value + " permits, and no room");
        }
        value++;
        wakeNext();
    }

    /// Runs `body` with a permit, and gives it back however that ends. **Suspends** as [#acquire()]
    /// says, and where the body does. **If cancelled** while it waits the body is not run; later,
    /// so is the body. **Like** `async with semaphore`.
    public <T extends @Nullable Object> Coroutine<T> use(Body<T> body) {
        return async(
                "use",
                () -> {
                    take();
                    try {
                        return body.run();
                    } finally {
                        release();
                    }
                });
    }

    /// [#use(Body)] for code that returns nothing.
    public Coroutine<@Nullable Void> use(Body.OfNothing body) {
        return use(Body.of(body));
    }

    private void take() {
        if (!isLocked()) {
            value--;
            return;
        }
        Place place = waiters.join();
        try {
            place.await();
        } catch (Throwable failure) {
            giveUp(place);
            throw failure;
        }
        leave(place);
    }

    private void giveUp(Place place) {
        if (waiters.leave(place)) {
            value++; // it was ours, and we will not use it
        }
        wakeAsValueAllows();
    }

    private void leave(Place place) {
        waiters.leave(place);
        wakeAsValueAllows();
    }

    /// [#acquire()] as one of several operations. **Suspends** never; see [Select].
    public Operation<Held> acquiring() {
        return new Acquiring();
    }

    private final class Acquiring extends Operation<Held> {
        @Override
        @Nullable Object attempt() {
            if (isLocked()) {
                return NOT_YET;
            }
            value--;
            return held;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return waiters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            leave(place);
            return held;
        }

        @Override
        void withdraw(Place place) {
            giveUp(place);
        }

        @Override
        public String toString() {
            return "<Operation acquiring " + Semaphore.this + ">";
        }
    }

    /// Those may wait who came when there was a permit, and stayed behind others for fairness.
    private void wakeAsValueAllows() {
        while (value > 0 && wakeNext()) {
            // the next one
        }
    }

    private boolean wakeNext() {
        if (waiters.wakeNext()) {
            value--; // on behalf of who is woken
            return true;
        }
        return false;
    }

    /// Whether `acquire()` would wait: there is no permit, or others wait. **Suspends** never.
    /// **Like** `locked`.
    public boolean isLocked() {
        return value == 0 || waiters.hasLive();
    }

    /// The tasks that wait, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What it is like now. **Like** `anyio.Semaphore.statistics`.
    public Statistics statistics() {
        return new Statistics(value, waiters.size());
    }

    /// `<Semaphore [unlocked, value:2]>` or `<Semaphore [locked, waiters:1]>`.
    @Override
    public String toString() {
        return "<"
                + getClass().getSimpleName()
                + binding.suffix()
                + " ["
                + (isLocked() ? "locked" : "unlocked, value:" + value)
                + waiters.suffix()
                + "]>";
    }
}
