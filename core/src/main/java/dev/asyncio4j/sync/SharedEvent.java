// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// An [Event] for tasks of any loop and for threads: any of them sets it, and any waits for it.
///
/// Tasks await it; threads, platform or virtual, block. What was done before it was set is seen by
/// who has seen that it is set. How it is made safe is said in `SharedItems`. **Thread** any.
/// **Like**
/// `threading.Event`, and `asyncio.Event` for tasks.
public final class SharedEvent {

    // set once
    private final ReentrantLock lock = new ReentrantLock();
    private final Body<Boolean> waiting = new Waiting();

    // under the lock; whether it is set is also read without
    private final Set<SharedWait<Boolean>> line = new LinkedHashSet<>();
    private volatile boolean set;

    /// What an event is like at one moment.
    ///
    /// @param isSet whether it is set
    /// @param waiting how many tasks and threads wait for it
    public record Statistics(boolean isSet, int waiting) {}

    private final class Waiting implements Body<Boolean> {
        @Override
        public Boolean run() {
            if (!set) {
                SharedWait.OfTask<Boolean> wait =
                        new SharedWait.OfTask<>(true, SharedEvent.this::withdraw);
                if (joined(wait)) {
                    try {
                        wait.await();
                    } catch (Throwable failure) {
                        withdraw(wait);
                        throw failure;
                    }
                }
            }
            return true;
        }
    }

    /// Creates an event that is not set.
    public SharedEvent() {}

    /// Waits until it is set. **Suspends** if it is not. **If cancelled** nothing changes for
    /// others; if it was set just before, the cancellation comes at the next await. **Like**
    /// `wait`.
    /// @return from awaiting it, true
    public Coroutine<Boolean> waitOn() {
        return async("wait", waiting);
    }

    /// [#waitOn()] as one of several operations. **Suspends** never; see [Select].
    public Operation<Boolean> waiting() {
        return new WaitingOperation();
    }

    private final class WaitingOperation extends Operation<Boolean> {
        @Override
        @Nullable Object attempt() {
            return set ? true : NOT_YET;
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return SharedWait.OfSelect.<Boolean>enter(
                    ticket, SharedEvent.this::withdraw, SharedEvent.this::joined);
        }

        @Override
        @Nullable Object claim(Place place) {
            withdraw(place);
            return true;
        }

        @Override
        void withdraw(Place place) {
            SharedWait.OfSelect.<Boolean>leave(place).withdraw();
        }

        @Override
        public String toString() {
            return "<Operation waiting for " + SharedEvent.this + ">";
        }
    }

    /// Blocks this thread until it is set. **Suspends** never. **Thread** any that runs no loop.
    /// @throws InterruptedException if the thread is interrupted before
    /// @throws IllegalStateException if a loop runs on this thread
    public void waitBlocking() throws InterruptedException {
        SharedWait.OfThread<Boolean> wait = begin();
        if (joined(wait)) {
            wait.block();
        }
    }

    /// Blocks this thread until it is set, for at most `timeout`. Otherwise as [#waitBlocking()].
    /// @throws TimeoutError if the time is over before
    /// @throws InterruptedException if the thread is interrupted before
    /// @throws IllegalStateException if a loop runs on this thread
    public void waitBlocking(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        SharedWait.OfThread<Boolean> wait = begin();
        if (joined(wait)) {
            wait.block(timeout);
        }
    }

    private SharedWait.OfThread<Boolean> begin() throws InterruptedException {
        SharedWait.OfThread.ensureMayBlock("waitBlocking()", "await(event.waitOn())");
        return new SharedWait.OfThread<>(true, this::withdraw);
    }

    /// Takes a place in the line, unless it is set.
    private boolean joined(SharedWait<Boolean> wait) {
        lock.lock();
        try {
            return !set && line.add(wait);
        } finally {
            lock.unlock();
        }
    }

    private boolean withdraw(SharedWait<Boolean> wait) {
        lock.lock();
        try {
            line.remove(wait);
            return wait.state == SharedWait.State.WAITING;
        } finally {
            lock.unlock();
        }
    }

    /// Sets it and wakes all who wait, in the order of arrival. Nothing happens if it is set.
    /// **Suspends** never. **Like** `set`.
    public void set() {
        List<SharedWait<Boolean>> woken;
        lock.lock();
        try {
            set = true;
            woken = new ArrayList<>(line);
            line.clear();
            woken.forEach(wait -> wait.state = SharedWait.State.DONE);
        } finally {
            lock.unlock();
        }
        SharedWait.signal(woken);
    }

    /// Makes it unset: who comes now waits until the next [#set()]. **Suspends** never. **Like**
    /// `clear`.
    public void clear() {
        lock.lock();
        try {
            set = false;
        } finally {
            lock.unlock();
        }
    }

    /// Whether it is set. **Suspends** never. **Like** `is_set`.
    public boolean isSet() {
        return set;
    }

    /// The tasks that wait for it, in order. A copy.
    public List<Task<?>> waiters() {
        lock.lock();
        try {
            return SharedWait.tasks(line);
        } finally {
            lock.unlock();
        }
    }

    /// The threads that wait for it, in order. A copy.
    public List<Thread> waitingThreads() {
        lock.lock();
        try {
            return SharedWait.threads(line);
        } finally {
            lock.unlock();
        }
    }

    /// What it is like now.
    public Statistics statistics() {
        lock.lock();
        try {
            return new Statistics(set, line.size());
        } finally {
            lock.unlock();
        }
    }

    /// `<SharedEvent [unset, waiters:2]>`.
    @Override
    public String toString() {
        Statistics now = statistics();
        return "<SharedEvent ["
                + (now.isSet ? "set" : "unset")
                + (now.waiting == 0 ? "" : ", waiters:" + now.waiting)
                + "]>";
    }
}
