// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Task;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What is inside a [SharedQueue]: the items, and who waits for some or for room.
///
/// **Idea.** The items and the two lines are guarded by one lock. Whoever comes second does what is
/// to be done, under the lock: who puts hands the item to the first in the line of getters; who
/// gets
/// puts the item of the first in the line of putters into the room that he has made. A [SharedWait]
/// in a line is either a task or a thread, and nothing here makes a difference between them. Only
/// after the lock is given back the other one is told: a thread by its latch, a task by a letter to
/// its loop, or directly if that runs here.
///
/// **Why a lock, and on the loop's thread?** Because nobody holds it but the few lines of this
/// file:
/// no user code runs under it (no `equals`, `compareTo` or `toString` of an item, no callback, no
/// logging, no other lock), and it cannot be reached from outside. So the loop may have to wait for
/// a handful of field accesses of another thread, at worst while the system has put that one aside,
/// and never for a program's own code. A lock-free dual queue (W. Scherer, D. Lea, M. Scott:
/// "Scalable synchronous queues", 2006) was refused: it takes a cancelled wait out lazily, and
/// shutdown, limit and line lengths would each need a protocol of their own.
///
/// - **I1** A wait stands in a line exactly as long as its state is WAITING; both change together,
///   under the lock. So it is served, or withdrawn, or shut down, and only one of them.
/// - **I2** While somebody waits to get, there are no items, and nobody waits to put. While
/// somebody
///   waits to put, the queue is full.
/// - **I4** While somebody waits to join, something is unfinished.
/// - **I3** Who wants to withdraw and cannot was served: he takes what he got, and the cancellation
///   or the interrupt stays for his next await, or his next blocking call.
///
/// **Memory order.** All state is written and read under the lock, but for the state and the item
/// of
/// a wait, which its owner reads without it when they are decided and cannot change any more. A
/// thread does so after its latch, which was counted down after the lock was given back; a task
/// after
/// the letter, which was posted after the lock was given back and which the loop's inbox orders
/// behind the posting; either after it failed to withdraw, for which it took the lock. So the owner
/// sees what was written, and with it all that the other one had done before.
///
/// **Thread** any.
///
/// @param <T> an item
final class SharedItems<T extends @Nullable Object> {

    // set once
    private final int maxsize;
    private final ReentrantLock lock = new ReentrantLock();

    // under the lock
    private final Ring<T> items = new Ring<>(false);
    private final Set<SharedWait<T>> getters = new LinkedHashSet<>();
    private final Set<SharedWait<T>> putters = new LinkedHashSet<>();
    private final Set<SharedWait<Boolean>> joiners = new LinkedHashSet<>();
    private int unfinished; // were put, and are not said to be done
    private boolean isShutDown;
    private boolean drops; // what comes back, too

    SharedItems(int maxsize) {
        this.maxsize = maxsize;
    }

    /// Puts the item of `wait`, or lets it wait for room if it may.
    /// @return what has become of it
    SharedWait.State put(SharedWait<T> wait) {
        SharedWait<T> served = null;
        lock.lock();
        try {
            if (isShutDown) {
                wait.state = SharedWait.State.SHUT_DOWN;
            } else if (!getters.isEmpty()) {
                served = first(getters);
                serve(served, wait.item());
                unfinished++;
                wait.state = SharedWait.State.DONE;
            } else if (!isFull()) {
                items.add(wait.item());
                unfinished++;
                wait.state = SharedWait.State.DONE;
            } else if (wait.mayWait()) {
                putters.add(wait);
            }
            return wait.state;
        } finally {
            lock.unlock();
            tell(served);
        }
    }

    /// Gets an item for `wait`, or lets it wait for one if it may.
    /// @return what has become of it
    SharedWait.State get(SharedWait<T> wait) {
        SharedWait<T> served = null;
        lock.lock();
        try {
            if (items.size() > 0) {
                serve(wait, items.take());
                if (!putters.isEmpty()) {
                    served = first(putters);
                    items.add(served.item());
                    unfinished++;
                    served.state = SharedWait.State.DONE;
                }
            } else if (isShutDown) {
                wait.state = SharedWait.State.SHUT_DOWN;
            } else if (wait.mayWait()) {
                getters.add(wait);
            }
            return wait.state;
        } finally {
            lock.unlock();
            tell(served);
        }
    }

    /// Takes a wait out of its line; false if it was decided before (I1).
    boolean withdraw(SharedWait<T> wait) {
        lock.lock();
        try {
            getters.remove(wait);
            putters.remove(wait);
            return wait.state == SharedWait.State.WAITING;
        } finally {
            lock.unlock();
        }
    }

    /// Puts an item back in front of all others: its getter was served and has then failed, or done
    /// something else.
    void giveBack(T item) {
        SharedWait<T> served = null;
        List<SharedWait<Boolean>> joined = List.of();
        lock.lock();
        try {
            if (drops) {
                joined = finish(1);
            } else if (getters.isEmpty()) {
                items.putBack(item);
            } else {
                served = first(getters);
                serve(served, item);
            }
        } finally {
            lock.unlock();
            tell(served);
            SharedWait.signal(joined);
        }
    }

    /// Says that an item is done.
    /// @throws IllegalArgumentException if all are
    void taskDone() {
        List<SharedWait<Boolean>> joined;
        lock.lock();
        try {
            if (unfinished == 0) {
                throw new IllegalArgumentException("task_done() called too many times");
            }
            joined = finish(1);
        } finally {
            lock.unlock();
        }
        SharedWait.signal(joined);
    }

    /// So many are done; gives who is to be told that all are. Under the lock.
    private List<SharedWait<Boolean>> finish(int many) {
        unfinished = Math.max(0, unfinished - many); // one may have been said to be done untaken
        if (unfinished > 0) {
            return List.of();
        }
        List<SharedWait<Boolean>> joined = new ArrayList<>(joiners);
        joiners.clear();
        joined.forEach(wait -> wait.state = SharedWait.State.DONE);
        return joined;
    }

    /// Lets `wait` wait until all are done; false if they are.
    boolean join(SharedWait<Boolean> wait) {
        lock.lock();
        try {
            return unfinished > 0 && joiners.add(wait);
        } finally {
            lock.unlock();
        }
    }

    /// Takes one who joins out of the line; false if it was decided before (I1).
    boolean withdrawJoiner(SharedWait<Boolean> wait) {
        lock.lock();
        try {
            joiners.remove(wait);
            return wait.state == SharedWait.State.WAITING;
        } finally {
            lock.unlock();
        }
    }

    void shutdown(boolean immediate) {
        List<SharedWait<T>> refused = new ArrayList<>();
        List<SharedWait<Boolean>> joined;
        lock.lock();
        try {
            isShutDown = true;
            drops |= immediate;
            int dropped = 0;
            while (immediate && items.size() > 0) {
                items.take();
                dropped++;
            }
            joined = finish(dropped);
            refused.addAll(getters);
            refused.addAll(putters);
            getters.clear();
            putters.clear();
            refused.forEach(wait -> wait.state = SharedWait.State.SHUT_DOWN);
        } finally {
            lock.unlock();
        }
        SharedWait.signal(refused);
        SharedWait.signal(joined);
    }

    private boolean isFull() {
        return maxsize > 0 && items.size() >= maxsize;
    }

    private static <E> E first(Set<E> line) {
        Iterator<E> all = line.iterator();
        E first = all.next();
        all.remove();
        return first;
    }

    private static <E extends @Nullable Object> void serve(SharedWait<E> wait, E item) {
        wait.item = item;
        wait.state = SharedWait.State.DONE;
    }

    private static void tell(@Nullable SharedWait<?> served) {
        if (served != null) {
            served.signal();
        }
    }

    // ---- looking

    SharedQueue.Statistics statistics() {
        lock.lock();
        try {
            return new SharedQueue.Statistics(
                    items.size(), maxsize, unfinished, getters.size(), putters.size(), isShutDown);
        } finally {
            lock.unlock();
        }
    }

    /// Getters, then putters, then joiners.
    List<Task<?>> tasks() {
        return SharedWait.tasks(waits());
    }

    /// Getters, then putters, then joiners.
    List<Thread> threads() {
        return SharedWait.threads(waits());
    }

    private List<SharedWait<?>> waits() {
        List<SharedWait<?>> all = new ArrayList<>();
        lock.lock();
        try {
            all.addAll(getters);
            all.addAll(putters);
            all.addAll(joiners);
            return all;
        } finally {
            lock.unlock();
        }
    }
}
