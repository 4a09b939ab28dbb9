// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import dev.asyncio4j.Asyncio;
import dev.asyncio4j.Future;
import dev.asyncio4j.Task;
import dev.asyncio4j.WaitPoint;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;

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
/// - **I2** A place in the list whose future is done belongs to a cancelled task that has not gone
///   on yet.
///
/// Adding, waking and removing take constant time: the list is linked through the places. asyncio
/// keeps a deque and searches it. **Thread** loop.
final class Waiters {

    /// Where one task waits.
    static final class Place {
        private final Future<Boolean> future;
        private @Nullable Place before;
        private @Nullable Place behind;
        private boolean queued = true;
        private boolean woken;

        private Place(Future<Boolean> future) {
            this.future = future;
        }

        /// Waits for the wake-up. **Suspends** always. **If cancelled**, as after any wait, the
        /// place is to be left.
        void await() {
            Asyncio.await(future);
        }
    }

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
        Place place = new Place(binding.loopHere().createFuture(point));
        Place end = last;
        place.before = end;
        if (end == null) {
            first = place;
        } else {
            end.behind = place;
        }
        last = place;
        queued++;
        return place;
    }

    /// Gives a place back.
    /// @return whether it was woken
    boolean leave(Place place) {
        if (place.queued) {
            unlink(place);
            return false;
        }
        called--;
        if (place.woken) {
            woken--;
        }
        return place.woken;
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
        for (Place place = first; place != null; place = first) {
            unlink(place);
            called++;
            if (!place.future.isDone()) { // I2
                place.woken = true;
                woken++;
                place.future.setResult(true);
                return true;
            }
        }
        return false;
    }

    /// Wakes the first, unless it is cancelled or on its way already: then it will see to the next.
    void wakeHead() {
        Place head = first;
        if (called == 0 && head != null && !head.future.isDone()) {
            wakeNext();
        }
    }

    /// Wakes all.
    void wakeAll() {
        while (wakeNext()) {
            // the next one
        }
    }

    // ---- looking

    /// Whether somebody waits, or was woken and is on the way, who is not cancelled.
    boolean hasLive() {
        if (woken > 0) {
            return true;
        }
        for (Place place = first; place != null; place = place.behind) {
            if (!place.future.isDone()) {
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
            for (Future<?> awaiter : place.future.awaitedBy()) {
                if (awaiter instanceof Task<?> task) {
                    waiting.add(task);
                }
            }
        }
        return waiting;
    }

    /// `, waiters:N`, or nothing if there are none: the end of a primitive's text.
    String suffix() {
        return size() == 0 ? "" : ", waiters:" + size();
    }
}
