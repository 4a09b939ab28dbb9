// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import dev.asyncio4j.loop.Lengths;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Hands items from tasks to tasks, first in, first out.
///
/// With a `maxsize`, who puts into a full queue waits: so a fast producer is slowed down to the
/// speed of its consumers. Tasks are woken in the order of arrival, one for each item or room. Who
/// is woken looks again, for `putNoWait` and `getNoWait` may be faster, and then waits once more,
/// behind the others.
///
/// [#join()] waits until all items are not only taken but done: a consumer says [#taskDone()] for
/// each. [#shutdown(boolean)] ends it all: puts fail at once, gets when nothing is left.
///
/// Null is an item like any other, where `T` allows it. A queue belongs to the first loop in which
/// a task waits for it. **Thread** loop. **Like** `asyncio.Queue`.
///
/// @param <T> an item
public sealed class Queue<T extends @Nullable Object> permits LifoQueue, PriorityQueue {

    // set once
    private final int maxsize;
    private final Items<T> items;
    private final Waiters getters;
    private final Waiters putters;
    private final Binding binding;
    private final Event finished;
    private final Body<T> getting = new Getting();

    // loop only
    private int unfinished;
    private boolean isShutDown;
    private Lengths.@Nullable Named named; // if it has a name; others hold it weakly

    /// What a queue is like at one moment.
    ///
    /// @param size how many items it holds
    /// @param maxsize how many it may hold; zero or less is no limit
    /// @param unfinished how many were put and are not done
    /// @param getters how many tasks wait for an item
    /// @param putters how many tasks wait for room
    /// @param isShutDown whether it was shut down
    public record Statistics(
            int size, int maxsize, int unfinished, int getters, int putters, boolean isShutDown) {}

    private final class Getting implements Body<T> {
        @Override
        public T run() {
            if (!isEmpty()) {
                return takeOut();
            }
            do {
                waitForItem();
            } while (isEmpty());
            return takeWhenWoken();
        }
    }

    private final class Putting implements Body<@Nullable Void> {
        private final T item;

        Putting(T item) {
            this.item = item;
        }

        @Override
        public @Nullable Void run() {
            if (!isFull()) {
                putNoWait(item);
                return null;
            }
            do {
                waitForRoom();
            } while (isFull());
            putWhenWoken(item);
            return null;
        }
    }

    /// Creates a queue without a limit. **Thread** any.
    public Queue() {
        this(0);
    }

    /// Creates a queue for at most `maxsize` items. **Thread** any.
    /// @param maxsize zero or less is no limit
    public Queue(int maxsize) {
        this(maxsize, new Ring<>(false));
    }

    Queue(int maxsize, Items<T> items) {
        this.binding = new Binding(this);
        this.maxsize = maxsize;
        this.items = items;
        this.getters =
                new Waiters(binding, new Wish("an item of ", binding, ", into which nobody puts"));
        this.putters =
                new Waiters(binding, new Wish("room in ", binding, ", from which nobody takes"));
        this.finished =
                new Event(
                        binding,
                        new Wish(
                                "the end of the work of ", binding, ", which nobody says is done"));
        finished.set();
    }

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio has nothing like it.
    /// @return this
    public Queue<T> named(String name) {
        binding.setName(name);
        named = Lengths.tell(named, binding.label(), items::size);
        return this;
    }

    /// Its name: the given one, or `Queue-N`, counted in this JVM when first asked for. **Thread**
    /// as [#named].
    public String name() {
        return binding.name();
    }

    // ---- putting

    /// Puts an item in. **Suspends** if the queue is full. **If cancelled** the item is not in it,
    /// and the room goes to who comes next. **Like** `put`.
    /// @throws QueueShutDown from awaiting it, if the queue is or meanwhile was shut down
    /// @throws IllegalStateException from awaiting it, if the queue is bound to a different loop
    public Coroutine<@Nullable Void> put(T item) {
        return async("put", new Putting(item));
    }

    /// Puts an item in, or refuses. **Suspends** never. **Like** `put_nowait`.
    /// @throws QueueFull if it is full
    /// @throws QueueShutDown if it was shut down
    /// @throws IllegalStateException if tasks wait for an item on another loop than the one that
    ///     runs here
    public void putNoWait(T item) {
        if (isShutDown) {
            throw new QueueShutDown();
        }
        if (isFull()) {
            throw new QueueFull();
        }
        getters.ensureMayWake();
        items.add(item);
        unfinished++;
        finished.clear();
        getters.wakeNext();
    }

    private void waitForRoom() {
        if (isShutDown) {
            throw new QueueShutDown();
        }
        Place place = putters.join();
        try {
            place.await();
        } catch (Throwable failure) {
            giveUpPutting(place);
            throw failure;
        }
        putters.leave(place);
    }

    void giveUpPutting(Place place) {
        if (putters.leave(place) && !isFull()) {
            putters.wakeNext();
        }
    }

    /// Puts an item into the room that the task was woken for.
    void putWhenWoken(T item) {
        try {
            putNoWait(item);
        } catch (Throwable refused) {
            putters.wakeNext(); // the room is still there
            throw refused;
        }
    }

    /// [#put] as one of several operations. **Suspends** never; see [Select].
    public Operation<@Nullable Void> putting(T item) {
        return new QueueOperations.Putting<>(this, putters, item);
    }

    // ---- getting

    /// Takes the next item out. **Suspends** if there is none. **If cancelled** none is taken, and
    /// one that was meant for it goes to who comes next. **Like** `get`.
    /// @throws QueueShutDown from awaiting it, if nothing is left in a queue that is or meanwhile
    ///     was shut down
    /// @throws IllegalStateException from awaiting it, if the queue is bound to a different loop
    public Coroutine<T> get() {
        return async("get", getting);
    }

    /// Takes the next item out, or refuses. **Suspends** never. **Like** `get_nowait`.
    /// @throws QueueEmpty if there is none
    /// @throws QueueShutDown if there is none, and the queue was shut down
    /// @throws IllegalStateException if tasks wait for room on another loop than the one that runs
    ///     here
    public T getNoWait() {
        if (isEmpty()) {
            if (isShutDown) {
                throw new QueueShutDown();
            }
            throw new QueueEmpty();
        }
        return takeOut();
    }

    private T takeOut() {
        putters.ensureMayWake();
        T item = items.take();
        putters.wakeNext();
        return item;
    }

    /// Takes the item out that the task was woken for.
    T takeWhenWoken() {
        try {
            return takeOut();
        } catch (Throwable refused) {
            getters.wakeNext(); // the item is still there
            throw refused;
        }
    }

    private void waitForItem() {
        if (isShutDown) {
            throw new QueueShutDown();
        }
        Place place = getters.join();
        try {
            place.await();
        } catch (Throwable failure) {
            giveUpGetting(place);
            throw failure;
        }
        getters.leave(place);
    }

    void giveUpGetting(Place place) {
        if (getters.leave(place) && !isEmpty()) {
            getters.wakeNext();
        }
    }

    /// [#get] as one of several operations. **Suspends** never; see [Select].
    public Operation<T> getting() {
        return new QueueOperations.Getting<>(this, getters);
    }

    // ---- being done

    /// Says that one of the items taken is done; at the last one, who waits in [#join()] is woken.
    /// **Suspends** never. **Like** `task_done`.
    /// @throws IllegalArgumentException if all are done already
    /// @throws IllegalStateException if tasks join on another loop than the one that runs here
    public void taskDone() {
        if (unfinished <= 0) {
            throw new IllegalArgumentException("task_done() called too many times");
        }
        if (unfinished == 1) {
            finished.set();
        }
        unfinished--;
    }

    /// Waits until all items that were put in are done. **Suspends** if some are not. **If
    /// cancelled** nothing changes for others. **Like** `join`.
    /// @throws IllegalStateException from awaiting it, if the queue is bound to a different loop
    public Coroutine<@Nullable Void> join() {
        return async(
                "join",
                () -> {
                    if (unfinished > 0) {
                        finished.hold();
                    }
                });
    }

    /// [#join] as one of several operations. **Suspends** never; see [Select].
    public Operation<@Nullable Void> joining() {
        return finished.waiting().map(set -> null);
    }

    /// [#shutdown(boolean)] that lets what is in it be taken.
    public void shutdown() {
        shutdown(false);
    }

    /// Ends it: from now on puts fail with [QueueShutDown], and so do gets when nothing is left;
    /// tasks that wait are woken to do so. There is no way back. **Suspends** never. **Like**
    /// `shutdown`.
    /// @param immediate whether to drop what is in it; that counts as done
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    public void shutdown(boolean immediate) {
        getters.ensureMayWake();
        putters.ensureMayWake();
        if (immediate) {
            finished.ensureMayWake();
        }
        isShutDown = true;
        if (immediate) {
            drop();
        }
        getters.wakeAll();
        putters.wakeAll();
    }

    private void drop() {
        while (!isEmpty()) {
            items.take();
            if (unfinished > 0) {
                unfinished--;
            }
        }
        if (unfinished == 0) {
            finished.set();
        }
    }

    // ---- looking

    /// How many items it holds. **Suspends** never. **Like** `qsize`.
    public int qsize() {
        return items.size();
    }

    /// Whether it holds none. **Suspends** never. **Like** `empty`.
    public boolean isEmpty() {
        return items.size() == 0;
    }

    /// Whether it holds as many as it may. **Suspends** never. **Like** `full`.
    public boolean isFull() {
        return maxsize > 0 && items.size() >= maxsize;
    }

    /// How many items it may hold; zero or less is no limit. **Like** `maxsize`.
    public int maxsize() {
        return maxsize;
    }

    boolean isShutDown() {
        return isShutDown;
    }

    /// The tasks that wait for an item, in order. A copy.
    public List<Task<?>> getters() {
        return getters.tasks();
    }

    /// The tasks that wait for room, in order. A copy.
    public List<Task<?>> putters() {
        return putters.tasks();
    }

    /// The tasks that wait for an item, for room, or until all are done, each in order. A copy.
    public List<Task<?>> waiters() {
        List<Task<?>> all = new ArrayList<>(getters.tasks());
        all.addAll(putters.tasks());
        all.addAll(finished.waiters());
        return all;
    }

    /// What it is like now.
    public Statistics statistics() {
        return new Statistics(
                qsize(), maxsize, unfinished, getters.queued(), putters.queued(), isShutDown);
    }

    /// `<Queue maxsize=2 _queue=[x, y] _putters[1] tasks=2 shutdown>`, as asyncio has it.
    @Override
    public String toString() {
        return "<"
                + getClass().getSimpleName()
                + binding.suffix()
                + " maxsize="
                + maxsize
                + (isEmpty() ? "" : " _queue=" + items.toList())
                + (getters.queued() == 0 ? "" : " _getters[" + getters.queued() + "]")
                + (putters.queued() == 0 ? "" : " _putters[" + putters.queued() + "]")
                + (unfinished == 0 ? "" : " tasks=" + unfinished)
                + (isShutDown ? " shutdown" : "")
                + ">";
    }
}
