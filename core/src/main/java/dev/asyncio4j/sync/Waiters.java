// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.EventLoop;
import dev.asyncio4j.Future;
import dev.asyncio4j.Handover;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The one wait queue: every primitive of this package is made of it.
///
/// A task that must wait takes a place at the end, suspends on the future of that place, and gives
/// the place back when it goes on, for whatever reason:
///
/// ```
///   join ---> QUEUED --- wakeNext ---> CALLED ---.
///                |                               |
///                +--- cancelled, or failed ------+--- the task goes on ---> leave
/// ```
///
/// Waking only completes the future; the task itself goes on on a later turn. What it was woken
/// for it must take then, or pass on if it cannot: `leave` tells whether it was woken, and each
/// primitive says what that is worth (a permit, an item, a notification).
///
/// - **I1** The list holds the QUEUED places in the order of arrival; places that were CALLED are
///   out of it, and counted in `called`.
/// - **I2** A place in the list that is not live belongs to a task that has not gone on yet: it is
///   cancelled, or was woken at another of its places.
///
/// Adding, waking and removing take constant time: the list is linked through the places. asyncio
/// keeps a deque and searches it. **Thread** loop.
final class Waiters {

    // set once
    private final Binding binding;
    private final WaitPoint point; // what the places' futures stand for

    // loop only
    private @Nullable Place first;
    private @Nullable Place last;
    private int queued;
    private int called;
    private int woken; // those of the called that were not cancelled before

    Waiters(Binding binding) {
        this(binding, new Wish("", binding, ""));
    }

    Waiters(Binding binding, WaitPoint point) {
        this.binding = binding;
        this.point = point;
    }

    // ---- waiting

    /// Takes the place behind all others.
    /// @throws IllegalStateException if the primitive belongs to another loop
    Place join() {
        Place place = new Place(wake());
        add(place);
        return place;
    }

    /// Takes the place behind all others, for who waits at other places too, or with something in
    /// hand.
    /// @throws IllegalStateException if the primitive belongs to another loop
    <P extends Place> P join(P place) {
        binding.loopHere();
        add(place);
        return place;
    }

    /// What a place here may wait for, and nothing else waits for.
    /// @throws IllegalStateException if the primitive belongs to another loop
    Future<Boolean> wake() {
        return binding.loopHere().createWake(point);
    }

    /// The same, for who waits with something in hand.
    /// @throws IllegalStateException if the primitive belongs to another loop
    Handover<Boolean> handover() {
        return new Handover<>(binding.loopHere(), point, () -> true);
    }

    private void add(Place place) {
        Place end = last;
        place.before = end;
        if (end == null) {
            first = place;
        } else {
            end.behind = place;
        }
        last = place;
        place.queued = true;
        queued++;
    }

    /// Gives a place back.
    /// @return whether it was woken
    boolean leave(Place place) {
        if (place.queued) {
            unlink(place);
            return false;
        }
        called--;
        if (place.isWoken()) {
            woken--;
            return true;
        }
        return false;
    }

    /// The loop that runs here, to which the primitive belongs.
    /// @throws IllegalStateException if it belongs to another
    EventLoop loopHere() {
        return binding.loopHere();
    }

    private void unlink(Place place) {
        Place before = place.before;
        Place behind = place.behind;
        if (before == null) {
            first = behind;
        } else {
            before.behind = behind;
        }
        if (behind == null) {
            last = before;
        } else {
            behind.before = before;
        }
        place.before = null;
        place.behind = null;
        place.queued = false;
        queued--;
    }

    // ---- waking

    /// Refuses a wake-up from where the primitive's loop does not run; to be called before anything
    /// is changed.
    /// @throws IllegalStateException if so, and somebody waits
    void ensureMayWake() {
        if (first != null) {
            binding.ensureHere();
        }
    }

    /// Wakes the first that is not cancelled.
    /// @return false if there is none
    boolean wakeNext() {
        return callNext() != null;
    }

    /// Wakes the first that is not cancelled, and tells which place that was; null if there is
    /// none.
    @Nullable Place callNext() {
        for (Place place = first; place != null; place = first) {
            unlink(place);
            called++;
            if (place.wake()) { // I2
                woken++;
                return place;
            }
        }
        return null;
    }

    /// The first that can be woken; null if there is none.
    @Nullable Place firstLive() {
        Place place = first;
        while (place != null && !place.isLive()) {
            place = place.behind;
        }
        return place;
    }

    /// Wakes the first, unless it is cancelled or on its way already: then it will see to the next.
    void wakeHead() {
        Place head = first;
        if (called == 0 && head != null && head.isLive()) {
            wakeNext();
        }
    }

    /// Wakes all.
    void wakeAll() {
        while (wakeNext()) {
            // the next one
        }
    }

    /// Wakes all that can be woken and of whom `condition` holds; it may note something in each.
    void wakeWhere(Predicate<? super Place> condition) {
        for (Place place = first; place != null; ) {
            Place behind = place.behind;
            if (place.isLive() && condition.test(place)) {
                unlink(place);
                called++;
                woken++;
                place.wake();
            }
            place = behind;
        }
    }

    // ---- looking

    /// Whether somebody waits, or was woken and is on the way, who is not cancelled.
    boolean hasLive() {
        if (woken > 0) {
            return true;
        }
        for (Place place = first; place != null; place = place.behind) {
            if (place.isLive()) {
                return true;
            }
        }
        return false;
    }

    /// How many wait and were not called.
    int queued() {
        return queued;
    }

    /// How many have not gone on yet, be it that they wait or were called.
    int size() {
        return queued + called;
    }

    /// The tasks that wait, in order of arrival.
    List<Task<?>> tasks() {
        List<Task<?>> waiting = new ArrayList<>();
        for (Place place = first; place != null; place = place.behind) {
            waiting.addAll(place.tasks());
        }
        return waiting;
    }

    /// `, waiters:N`, or nothing if there are none: the end of a primitive's text.
    String suffix() {
        return size() == 0 ? "" : ", waiters:" + size();
    }
}
