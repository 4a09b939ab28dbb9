// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.TimeoutError;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A queue between tasks of any loop and threads: any of them puts, and any gets.
///
/// Tasks await, threads (platform or virtual) block: `await(queue.get())`, `queue.getBlocking()`.
/// Both stand in one line, first come, first served. Cancelling a task, interrupting a thread or a
/// time-out loses nothing: either the item was taken, or it is still there. Who gets an item sees
/// all
/// that was done before it was put.
///
/// A loop with virtual time does not know of threads that will put or get: tell it by
/// [dev.asyncio4j.testing.VirtualTime#expectLetters]. How the queue is made safe is said in
/// `SharedItems`. **Thread** any. **Like** `janus.Queue`, whose two sides are one here.
///
/// @param <T> an item; null is one like any other, where `T` allows it
public final class SharedQueue<T extends @Nullable Object> {

    // set once
    private final SharedItems<T> items;
    private final Body<T> getting = new Getting();

    /// What a queue is like at one moment.
    ///
    /// @param size how many items it holds
    /// @param maxsize how many it may hold; zero or less is no limit
    /// @param unfinished how many were put and are not done
    /// @param getters how many tasks and threads wait for an item
    /// @param putters how many wait for room
    /// @param isShutDown whether it was shut down
    public record Statistics(
            int size, int maxsize, int unfinished, int getters, int putters, boolean isShutDown) {}

    private final class Getting implements Body<T> {
        @Override
        public T run() {
            SharedWait.OfTask<T> wait = new SharedWait.OfTask<>(null, items::withdraw);
            if (items.get(wait) == SharedWait.State.WAITING) {
                try {
                    wait.await();
                } catch (Throwable failure) {
                    if (!wait.withdraw() && wait.state == SharedWait.State.DONE) {
                        items.giveBack(wait.item());
                    }
                    throw failure;
                }
            }
            return outcome(wait);
        }
    }

    /// Creates a queue without a limit.
    public SharedQueue() {
        this(0);
    }

    /// Creates a queue for at most `maxsize` items.
    /// @param maxsize zero or less is no limit
    public SharedQueue(int maxsize) {
        this.items = new SharedItems<>(maxsize);
    }

    /// What a wait that is over has brought.
    private static <E extends @Nullable Object> E outcome(SharedWait<E> wait) {
        if (wait.state == SharedWait.State.SHUT_DOWN) {
            throw new QueueShutDown();
        }
        return wait.item();
    }

    // ---- for tasks

    /// Puts an item in. **Suspends** if the queue is full. **If cancelled** the item is not in it;
    /// if there was room just before, it is, and the cancellation comes at the next await.
    /// **Thread**
    /// any loop's. **Like** `put` of janus' `async_q`.
    /// @throws QueueShutDown from awaiting it, if the queue is or meanwhile was shut down
    public Coroutine<@Nullable Void> put(T item) {
        return async(
                "put",
                () -> {
                    SharedWait.OfTask<T> wait = new SharedWait.OfTask<>(item, items::withdraw);
                    if (items.put(wait) == SharedWait.State.WAITING) {
                        try {
                            wait.await();
                        } catch (Throwable failure) {
                            wait.withdraw();
                            throw failure;
                        }
                    }
                    outcome(wait);
                });
    }

    /// Takes the next item out. **Suspends** if there is none. **If cancelled** none is taken; if
    /// there was one just before, it is, and the cancellation comes at the next await. **Thread**
    /// any
    /// loop's. **Like** `get` of janus' `async_q`.
    /// @throws QueueShutDown from awaiting it, if nothing is left in a queue that is or meanwhile
    ///     was shut down
    public Coroutine<T> get() {
        return async("get", getting);
    }

    /// [#get()] as one of several operations. **Suspends** never; see [Select]. If something else
    /// is
    /// done just when an item comes, that goes back in front of all others, and for that moment the
    /// queue may look empty. There is none for `put`: what is in the queue may be taken by another
    /// thread at once, so it could not be withdrawn.
    public Operation<T> getting() {
        return new GettingOperation();
    }

    private final class GettingOperation extends Operation<T> {
        @Override
        @Nullable Object attempt() {
            SharedWait<T> wait = new SharedWait.OfNobody<>(null);
            return items.get(wait) == SharedWait.State.WAITING ? NOT_YET : outcome(wait);
        }

        @Override
        Place enter(Future<Boolean> ticket) {
            return SharedWait.OfSelect.<T>enter(
                    ticket, items::withdraw, wait -> items.get(wait) == SharedWait.State.WAITING);
        }

        @Override
        @Nullable Object claim(Place place) {
            return outcome(SharedWait.OfSelect.<T>leave(place));
        }

        @Override
        void withdraw(Place place) {
            SharedWait<T> wait = SharedWait.OfSelect.leave(place);
            if (!wait.withdraw() && wait.state == SharedWait.State.DONE) {
                items.giveBack(wait.item());
            }
        }

        @Override
        public String toString() {
            return "<Operation getting from " + SharedQueue.this + ">";
        }
    }

    // ---- for threads

    /// Puts an item in, and blocks this thread while the queue is full. **Suspends** never.
    /// **Thread** any that runs no loop. **Like** `put` of janus' `sync_q`.
    /// @throws QueueShutDown if the queue is or meanwhile was shut down
    /// @throws InterruptedException if the thread is interrupted before; the item is not in it then
    /// @throws IllegalStateException if a loop runs on this thread
    public void putBlocking(T item) throws InterruptedException {
        SharedWait.OfThread<T> wait = putter(item);
        if (items.put(wait) == SharedWait.State.WAITING) {
            wait.block();
        }
        outcome(wait);
    }

    /// Puts an item in, and blocks this thread for at most `timeout`. Otherwise as
    /// [#putBlocking(Object)].
    /// @throws TimeoutError if the time is over before; the item is not in it then
    /// @throws QueueShutDown if the queue is or meanwhile was shut down
    /// @throws InterruptedException if the thread is interrupted before; the item is not in it then
    /// @throws IllegalStateException if a loop runs on this thread
    public void putBlocking(T item, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        SharedWait.OfThread<T> wait = putter(item);
        if (items.put(wait) == SharedWait.State.WAITING) {
            wait.block(timeout);
        }
        outcome(wait);
    }

    /// Takes the next item out, and blocks this thread while there is none. **Suspends** never.
    /// **Thread** any that runs no loop. **Like** `get` of janus' `sync_q`.
    /// @throws QueueShutDown if nothing is left in a queue that is or meanwhile was shut down
    /// @throws InterruptedException if the thread is interrupted before; nothing is taken then
    /// @throws IllegalStateException if a loop runs on this thread
    public T getBlocking() throws InterruptedException {
        SharedWait.OfThread<T> wait = getter();
        if (items.get(wait) == SharedWait.State.WAITING) {
            wait.block();
        }
        return outcome(wait);
    }

    /// Takes the next item out, and blocks this thread for at most `timeout`. Otherwise as
    /// [#getBlocking()].
    /// @throws TimeoutError if the time is over before; nothing is taken then
    /// @throws QueueShutDown if nothing is left in a queue that is or meanwhile was shut down
    /// @throws InterruptedException if the thread is interrupted before; nothing is taken then
    /// @throws IllegalStateException if a loop runs on this thread
    public T getBlocking(Duration timeout) throws InterruptedException {
        Objects.requireNonNull(timeout, "timeout");
        SharedWait.OfThread<T> wait = getter();
        if (items.get(wait) == SharedWait.State.WAITING) {
            wait.block(timeout);
        }
        return outcome(wait);
    }

    private SharedWait.OfThread<T> putter(T item) throws InterruptedException {
        SharedWait.OfThread.ensureMayBlock("putBlocking(item)", "await(queue.put(item))");
        return new SharedWait.OfThread<>(item, items::withdraw);
    }

    private SharedWait.OfThread<T> getter() throws InterruptedException {
        SharedWait.OfThread.ensureMayBlock("getBlocking()", "await(queue.get())");
        return new SharedWait.OfThread<>(null, items::withdraw);
    }

    // ---- for both

    /// Puts an item in, or refuses. **Suspends** never. **Like** `put_nowait`.
    /// @throws QueueFull if it is full
    /// @throws QueueShutDown if it was shut down
    public void putNoWait(T item) {
        SharedWait<T> wait = new SharedWait.OfNobody<>(item);
        if (items.put(wait) == SharedWait.State.WAITING) {
            throw new QueueFull();
        }
        outcome(wait);
    }

    /// Takes the next item out, or refuses. **Suspends** never. **Like** `get_nowait`.
    /// @throws QueueEmpty if there is none
    /// @throws QueueShutDown if there is none, and the queue was shut down
    public T getNoWait() {
        SharedWait<T> wait = new SharedWait.OfNobody<>(null);
        if (items.get(wait) == SharedWait.State.WAITING) {
            throw new QueueEmpty();
        }
        return outcome(wait);
    }

    /// Says that one of the items taken is done; at the last one, who joins goes on. **Suspends**
    /// never. **Like** `task_done`.
    /// @throws IllegalArgumentException if all are done already
    public void taskDone() {
        items.taskDone();
    }

    /// Waits until all items that were put in are done. **Suspends** if some are not. **If
    /// cancelled** nothing changes for others. **Thread** any loop's. **Like** `join` of janus'
    /// `async_q`.
    public Coroutine<@Nullable Void> join() {
        return async(
                "join",
                () -> {
                    var wait = new SharedWait.OfTask<Boolean>(true, items::withdrawJoiner);
                    if (items.join(wait)) {
                        try {
                            wait.await();
                        } catch (Throwable failure) {
                            wait.withdraw();
                            throw failure;
                        }
                    }
                });
    }

    /// Blocks this thread until all items that were put in are done. **Suspends** never.
    /// **Thread** any that runs no loop. **Like** `join` of janus' `sync_q`.
    /// @throws InterruptedException if the thread is interrupted before
    /// @throws IllegalStateException if a loop runs on this thread
    public void joinBlocking() throws InterruptedException {
        SharedWait.OfThread.ensureMayBlock("joinBlocking()", "await(queue.join())");
        var wait = new SharedWait.OfThread<Boolean>(true, items::withdrawJoiner);
        if (items.join(wait)) {
            wait.block();
        }
    }

    /// [#shutdown(boolean)] that lets what is in it be taken.
    public void shutdown() {
        shutdown(false);
    }

    /// Ends it: from now on puts fail with [QueueShutDown], and so do gets when nothing is left;
    /// tasks and threads that wait do so at once. There is no way back. **Suspends** never.
    /// **Like**
    /// `Queue.shutdown`.
    /// @param immediate whether to drop what is in it; that counts as done
    public void shutdown(boolean immediate) {
        items.shutdown(immediate);
    }

    // ---- looking; on other threads the answer may be old when it arrives

    /// How many items it holds. **Suspends** never. **Like** `qsize`.
    public int qsize() {
        return statistics().size;
    }

    /// Whether it holds none. **Suspends** never. **Like** `empty`.
    public boolean isEmpty() {
        return qsize() == 0;
    }

    /// Whether it holds as many as it may. **Suspends** never. **Like** `full`.
    public boolean isFull() {
        Statistics now = statistics();
        return now.maxsize > 0 && now.size >= now.maxsize;
    }

    /// How many items it may hold; zero or less is no limit. **Like** `maxsize`.
    public int maxsize() {
        return statistics().maxsize;
    }

    /// The tasks that wait for an item, then those that wait for room, then
    /// those that join, each in order. A copy.
    public List<Task<?>> waiters() {
        return items.tasks();
    }

    /// The threads that wait for an item, then those that wait for room, then
    /// those that join, each in order. A copy.
    public List<Thread> waitingThreads() {
        return items.threads();
    }

    /// What it is like now.
    public Statistics statistics() {
        return items.statistics();
    }

    /// `<SharedQueue maxsize=2 size=1 getters=0 putters=3 shutdown>`.
    @Override
    public String toString() {
        Statistics now = statistics();
        return "<SharedQueue maxsize="
                + now.maxsize
                + " size="
                + now.size
                + " getters="
                + now.getters
                + " putters="
                + now.putters
                + (now.isShutDown ? " shutdown" : "")
                + ">";
    }
}
