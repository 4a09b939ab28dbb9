// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import dev.asyncio4j.text.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lets one task at a time go on, first come, first served.
///
/// ```java
/// await(lock.use(() -> {
///     ...
/// }));
/// ```
///
/// or, which is the same, `try (var held = await(lock.acquire())) {...}`. Between two awaits no
/// other task runs, so only what awaits in the middle needs a lock. It is not reentrant: a task
/// that
/// acquires it twice waits for itself. Any task may release it, not only the one that has it.
///
/// Releasing wakes the task that waits longest, and does not hand the lock over: until that task
/// runs the lock is free to look at, but a newcomer waits behind it all the same.
///
/// A lock belongs to the first loop in which a task waits for it, as everything in this package
/// does. **Thread** loop. **Like** `asyncio.Lock`.
public final class Lock {

    // set once
    private final Binding binding = new Binding(this);
    private final Waiters waiters = new Waiters(binding, new Turn());
    private final Held held = new Held(this, this::release);
    private final Body<Held> acquisition = new Acquisition();

    // loop only
    private boolean locked;
    private @Nullable Task<?> owner;

    /// What a lock is like at one moment.
    ///
    /// @param isLocked whether somebody has it
    /// @param owner the task that has acquired it; null if none has
    /// @param waiting how many tasks wait for it
    public record Statistics(boolean isLocked, @Nullable Task<?> owner, int waiting) {}

    private final class Acquisition implements Body<Held> {
        @Override
        public Held run() {
            take();
            return held;
        }
    }

    /// What who waits for it waits for.
    private final class Turn implements WaitPoint {
        @Override
        public String what() {
            Task<?> holder = owner;
            return binding.label()
                    + (holder == null ? "" : ", held by task " + Quoted.of(holder.name()));
        }

        @Override
        public List<Future<?>> owedBy() {
            Task<?> holder = owner;
            return holder == null ? List.of() : List.of(holder);
        }
    }

    /// Creates a lock that nobody has. **Thread** any.
    public Lock() {}

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio
    /// has nothing like it.
    /// @return this
    public Lock named(String name) {
        binding.setName(name);
        return this;
    }

    /// Its name: the given one, or `Lock-N`, counted in this JVM when first asked for. **Thread**
    /// as
    /// [#named].
    public String name() {
        return binding.name();
    }

    /// Takes the lock. **Suspends** if it is taken, or others wait for it. **If cancelled** it is
    /// not taken, and who comes next is woken if need be. **Like** `acquire`, which gives `True`.
    /// @return from awaiting it, what releases the lock when it is closed; `release()` does too
    /// @throws IllegalStateException from awaiting it, if the lock is bound to a different loop
    public Coroutine<Held> acquire() {
        return async("acquire", acquisition);
    }

    /// Gives the lock back and wakes the task that waits longest. **Suspends** never. **Like**
    /// `release`.
    /// @throws IllegalStateException if nobody has it; or if tasks wait for it on another loop than
    ///     the one that runs here
    public void release() {
        if (!locked) {
            throw new IllegalStateException("Lock is not acquired.");
        }
        waiters.ensureMayWake();
        locked = false;
        owner = null;
        waiters.wakeHead();
    }

    /// Runs `body` with the lock, and releases it however that ends. **Suspends** as
    /// [#acquire()] says, and where the body does. **If cancelled** while it waits the body is not
    /// run; later, so is the body. **Like** `async with lock`.
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

    /// Acquires it, in the current task. **Suspends** as [#acquire()] says.
    void take() {
        if (mustWait()) {
            waitTurn();
        }
        own();
    }

    private boolean mustWait() {
        return locked || waiters.hasLive();
    }

    private void own() {
        locked = true;
        owner = Task.current();
    }

    private void waitTurn() {
        Place place = waiters.join();
        try {
            place.await();
        } catch (Throwable failure) {
            giveUp(place);
            throw failure;
        }
        waiters.leave(place);
    }

    private void giveUp(Place place) {
        waiters.leave(place);
        if (!locked) {
            waiters.wakeHead(); // the wake-up may have been ours
        }
    }

    /// [#acquire()] as one of several operations. **Suspends** never; see [Select].
    public Operation<Held> acquiring() {
        return new Acquiring();
    }

    private final class Acquiring extends Operation<Held> {
        @Override
        @Nullable Object attempt() {
            if (mustWait()) {
                return NOT_YET;
            }
            own();
            return held;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return waiters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            waiters.leave(place);
            own();
            return held;
        }

        @Override
        void withdraw(Place place) {
            giveUp(place);
        }

        @Override
        public String toString() {
            return "<Operation acquiring " + Lock.this + ">";
        }
    }

    /// Whether somebody has it. **Suspends** never. **Like** `locked`.
    public boolean isLocked() {
        return locked;
    }

    /// The task that acquired it; null if nobody has it. Nothing is decided by it: it is there to
    /// be
    /// looked at. asyncio has nothing like it.
    public @Nullable Task<?> owner() {
        return owner;
    }

    /// The tasks that wait for it, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What it is like now. **Like** `anyio.Lock.statistics`.
    public Statistics statistics() {
        return new Statistics(locked, owner, waiters.size());
    }

    /// `<Lock [locked, waiters:2]>`, with its name if it was given one.
    @Override
    public String toString() {
        return "<Lock"
                + binding.suffix()
                + " ["
                + (locked ? "locked" : "unlocked")
                + waiters.suffix()
                + "]>";
    }
}
