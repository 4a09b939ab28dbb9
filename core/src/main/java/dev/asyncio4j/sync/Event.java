// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A flag that tasks can wait for.
///
/// Setting it lets all go on that wait, in the order of arrival; it stays set, so that later ones
/// do
/// not wait, until it is cleared. **Thread** loop. **Like** `asyncio.Event`.
public final class Event {

    // set once
    private final Binding binding;
    private final Waiters waiters;
    private final Body<Boolean> waiting = new Waiting();

    // loop only
    private boolean set;

    /// What an event is like at one moment.
    ///
    /// @param isSet whether it is set
    /// @param waiting how many tasks wait for it
    public record Statistics(boolean isSet, int waiting) {}

    private final class Waiting implements Body<Boolean> {
        @Override
        public Boolean run() {
            hold();
            return true;
        }
    }

    /// Creates an event that is not set. **Thread** any.
    public Event() {
        this.binding = new Binding(this);
        this.waiters = new Waiters(binding, new Wish("", binding, ", which nobody sets"));
    }

    /// An event that is a part of something else, whose waiters wait for `point`.
    Event(Binding binding, WaitPoint point) {
        this.binding = binding;
        this.waiters = new Waiters(binding, point);
    }

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio
    /// has nothing like it.
    /// @return this
    public Event named(String name) {
        binding.setName(name);
        return this;
    }

    /// Its name: the given one, or `Event-N`, counted in this JVM when first asked for. **Thread**
    /// as
    /// [#named].
    public String name() {
        return binding.name();
    }

    /// Waits until the event is set. **Suspends** if it is not. Once woken the task goes on even if
    /// the event is cleared first. **If cancelled** nothing changes for others. **Like** `wait`.
    /// @return from awaiting it, true
    /// @throws IllegalStateException from awaiting it, if the event is bound to a different loop
    public Coroutine<Boolean> waitOn() {
        return async("wait", waiting);
    }

    /// [#waitOn()] in the current task.
    void hold() {
        if (!set) {
            Place place = waiters.join();
            try {
                place.await();
            } finally {
                waiters.leave(place);
            }
        }
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
            return waiters.join(new Place(ticket));
        }

        @Override
        @Nullable Object claim(Place place) {
            waiters.leave(place);
            return true;
        }

        @Override
        void withdraw(Place place) {
            waiters.leave(place);
        }

        @Override
        public String toString() {
            return "<Operation waiting for " + Event.this + ">";
        }
    }

    /// Sets it and wakes all who wait. Nothing happens if it is set. **Suspends** never. **Like**
    /// `set`.
    /// @throws IllegalStateException if tasks wait for it on another loop than the one that runs
    ///     here
    public void set() {
        if (!set) {
            ensureMayWake();
            set = true;
            waiters.wakeAll();
        }
    }

    /// What [#set()] checks first; for who changes something of its own before it calls that.
    /// @throws IllegalStateException as [#set()]
    void ensureMayWake() {
        waiters.ensureMayWake();
    }

    /// Makes it unset: who comes now waits until the next [#set()]. **Suspends** never. **Like**
    /// `clear`.
    public void clear() {
        set = false;
    }

    /// Whether it is set. **Suspends** never. **Like** `is_set`.
    public boolean isSet() {
        return set;
    }

    /// The tasks that wait for it, in order. A copy.
    public List<Task<?>> waiters() {
        return waiters.tasks();
    }

    /// What it is like now. **Like** `anyio.Event.statistics`.
    public Statistics statistics() {
        return new Statistics(set, waiters.size());
    }

    /// `<Event [unset, waiters:2]>`.
    @Override
    public String toString() {
        return "<Event"
                + binding.suffix()
                + " ["
                + (set ? "set" : "unset")
                + waiters.suffix()
                + "]>";
    }
}
