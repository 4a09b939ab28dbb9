// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.CancelledError;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Lets tasks that share a lock wait until something has become true of what it guards.
///
/// ```java
/// await(condition.use(() -> {
///     await(condition.waitFor(() -> !orders.isEmpty()));
///     ...                                                  // with the lock again
/// }));
/// ```
///
/// Whoever makes it true calls [#notify(int)] or [#notifyAllWaiters()] with the lock. A task may be
/// woken without that, so [#waitOn()] belongs into a loop; [#waitFor] is that loop. **Thread**
/// loop.
/// **Like** `asyncio.Condition`; `Object.notify()` has taken the name without a number, and fails.
public final class Condition {

    // set once
    private final Lock lock;
    private final Binding binding;
    private final Waiters waiters;
    private final Body<Boolean> waiting = new Waiting();

    /// What a condition is like at one moment.
    ///
    /// @param waiting how many tasks wait to be notified
    /// @param lock its lock
    public record Statistics(int waiting, Lock.Statistics lock) {}

    private final class Waiting implements Body<Boolean> {
        @Override
        public Boolean run() {
            hold();
            return true;
        }
    }

    /// Creates a condition with a lock of its own. **Thread** any.
    public Condition() {
        this(new Lock());
    }

    /// Creates a condition of a lock that others use too. **Thread** any.
    public Condition(Lock lock) {
        this.lock = lock;
        this.binding = new Binding(this);
        this.waiters = new Waiters(binding, new Wish("", binding, ", which nobody notifies"));
    }

    /// A condition that is a part of something else, whose waiters wait for `point`.
    Condition(Binding binding, WaitPoint point) {
        this.lock = new Lock();
        this.binding = binding;
        this.waiters = new Waiters(binding, point);
    }

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio
    /// has nothing like it.
    /// @return this
    public Condition named(String name) {
        binding.setName(name);
        return this;
    }

    /// Its name: the given one, or `Condition-N`, counted in this JVM when first asked for.
    /// **Thread** as
    /// [#named].
    public String name() {
        return binding.name();
    }

    // ---- the lock

    /// Takes the lock: [Lock#acquire()]. **Suspends** if it is taken. **If cancelled** it is not
    /// taken.
    public Coroutine<Held> acquire() {
        return lock.acquire();
    }

    /// Gives the lock back: [Lock#release()]. **Suspends** never.
    /// @throws IllegalStateException if nobody has it
    public void release() {
        lock.release();
    }

    /// Whether somebody has the lock. **Suspends** never. **Like** `locked`.
    public boolean isLocked() {
        return lock.isLocked();
    }

    /// Runs `body` with the lock: [Lock#use(Body)]. **Suspends** if it is taken, and where the body
    /// does. **If cancelled** so is the body. **Like** `async with condition`.
    public <T extends @Nullable Object> Coroutine<T> use(Body<T> body) {
        return lock.use(body);
    }

    /// [#use(Body)] for code that returns nothing.
    public Coroutine<@Nullable Void> use(Body.OfNothing body) {
        return lock.use(body);
    }

    // ---- waiting

    /// Gives the lock back, waits to be notified, and takes the lock again. **Suspends** always.
    /// **If cancelled** it first takes the lock again, however often it is cancelled meanwhile, and
    /// then fails with the last CancelledError; a notification that it may have got goes to another
    /// task. **Like** `wait`.
    /// @return from awaiting it, true
    /// @throws IllegalStateException from awaiting it, if nobody has the lock, or the condition is
    ///     bound to a different loop
    public Coroutine<Boolean> waitOn() {
        return async("wait", waiting);
    }

    /// Waits until `predicate` says true, which it asks with the lock: at once, and whenever it was
    /// notified. **Suspends** if it does not at first. **If cancelled** as [#waitOn()]. **Like**
    /// `wait_for`.
    /// @return from awaiting it, true
    /// @throws IllegalStateException from awaiting it, as [#waitOn()], if it has to wait
    public Coroutine<Boolean> waitFor(BooleanSupplier predicate) {
        return async(
                "wait_for",
                () -> {
                    holdUntil(predicate);
                    return true;
                });
    }

    /// [#waitFor] in the current task.
    void holdUntil(BooleanSupplier predicate) {
        while (!predicate.getAsBoolean()) {
            hold();
        }
    }

    private void hold() {
        if (!lock.isLocked()) {
            throw new IllegalStateException("cannot wait on un-acquired lock");
        }
        binding.loopHere(); // may refuse, and then the lock stays where it is
        lock.release();
        try {
            Place place = waiters.join();
            try {
                place.await();
            } finally {
                waiters.leave(place);
                retakeLock();
            }
        } catch (Throwable failure) {
            waiters.wakeNext(); // it may have been notified, and will not act on that
            throw failure;
        }
    }

    /// Takes the lock even while it is being cancelled, and only then gives in. Other failures of
    /// the await come out at once: to try again might never end.
    private void retakeLock() {
        CancelledError cancelled = null;
        while (true) {
            try {
                lock.take();
                break;
            } catch (CancelledError error) {
                cancelled = error;
            }
        }
        if (cancelled != null) {
            throw cancelled;
        }
    }

    // ---- notifying

    /// Wakes `n` tasks, those that wait longest; fewer if there are fewer. They go on one after the
    /// other, when they have the lock. **Suspends** never. **Like** `notify`.
    /// @throws IllegalArgumentException if `n` is negative
    /// @throws IllegalStateException if nobody has the lock; or if tasks wait on another loop than
    ///     the one that runs here
    public void notify(int n) {
        if (n < 0) {
            throw new IllegalArgumentException("n: " + n + " (expected: >= 0)");
        }
        ensureMayNotify();
        for (int left = n; left > 0 && waiters.wakeNext(); left--) {
            // the next one
        }
    }

    /// Wakes all who wait. **Suspends** never. **Like** `notify_all`.
    /// @throws IllegalStateException as [#notify(int)]
    public void notifyAllWaiters() {
        ensureMayNotify();
        waiters.wakeAll();
    }

    /// What the notifying methods check first; for who changes something of its own before it calls
    /// them.
    /// @throws IllegalStateException as [#notify(int)]
    void ensureMayNotify() {
        if (!lock.isLocked()) {
            throw new IllegalStateException("cannot notify on un-acquired lock");
        }
        waiters.ensureMayWake();
    }

    // ---- looking

    /// The lock. asyncio has no name for it.
    public Lock lock() {
        return lock;
    }

    /// The tasks that wait to be notified, in order. A copy. Who waits for the lock is in
    /// [Lock#waiters()].
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What it is like now. **Like** `anyio.Condition.statistics`.
    public Statistics statistics() {
        return new Statistics(waiters.size(), lock.statistics());
    }

    /// `<Condition [locked, waiters:2]>`.
    @Override
    public String toString() {
        return "<Condition"
                + binding.suffix()
                + " ["
                + (isLocked() ? "locked" : "unlocked")
                + waiters.suffix()
                + "]>";
    }
}
