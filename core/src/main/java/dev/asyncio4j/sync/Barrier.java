// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

import static dev.asyncio4j.Asyncio.async;

import dev.asyncio4j.Body;
import dev.asyncio4j.Coroutine;
import dev.asyncio4j.Task;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Lets tasks go on together: each waits until as many have come as there are parties.
///
/// ```
///   FILLING --- the last party comes ---> DRAINING --- the last one has left ---> FILLING
///      |                                     |
///      +--- reset, and somebody is in ---> RESETTING --- the last one has left ---> FILLING
///      |
///      +--- abort ---> BROKEN --- reset ---> RESETTING, or FILLING if nobody is in
/// ```
///
/// It can be used again as soon as all of one round have left; who comes earlier waits outside.
/// **Thread** loop. **Like** `asyncio.Barrier`.
public final class Barrier {

    private enum State {
        FILLING,
        DRAINING,
        RESETTING,
        BROKEN
    }

    // set once
    private final int parties;
    private final Binding binding = new Binding(this);
    private final Condition changed =
            new Condition(binding, new Wish("", binding, ", to which too few come"));
    private final Body<Integer> passage = new Passage();

    // loop only
    private State state = State.FILLING;
    private int count; // tasks inside

    /// What a barrier is like at one moment.
    ///
    /// @param parties how many must come
    /// @param waiting how many have come and wait for the others
    /// @param isBroken whether it was aborted
    public record Statistics(int parties, int waiting, boolean isBroken) {}

    private final class Passage implements Body<Integer> {
        @Override
        public Integer run() {
            Lock lock = changed.lock();
            lock.take();
            try {
                waitOutside();
                return pass();
            } finally {
                lock.release();
            }
        }
    }

    /// Creates a barrier. **Thread** any.
    /// @throws IllegalArgumentException if `parties` is less than 1
    public Barrier(int parties) {
        if (parties < 1) {
            throw new IllegalArgumentException("parties must be > 0");
        }
        this.parties = parties;
    }

    /// Gives it a name, for reports and its text. **Thread** loop, or before others know it.
    /// asyncio
    /// has nothing like it.
    /// @return this
    public Barrier named(String name) {
        binding.setName(name);
        return this;
    }

    /// Its name: the given one, or `Barrier-N`, counted in this JVM when first asked for.
    /// **Thread** as
    /// [#named].
    public String name() {
        return binding.name();
    }

    /// Waits until all parties have come. The last to come does not wait: it goes on first.
    /// **Suspends** unless it is the last. **If cancelled** it has not come, and the others wait
    /// for
    /// another one. **Like** `wait`.
    /// @return from awaiting it, which one it was, from 0 to `parties() - 1`: for one of them to do
    ///     what must be done once
    /// @throws BrokenBarrierError from awaiting it, if the barrier is or becomes broken, or is
    /// reset
    /// @throws IllegalStateException from awaiting it, if the barrier is bound to a different loop
    public Coroutine<Integer> waitOn() {
        return async("wait", passage);
    }

    private void waitOutside() {
        changed.holdUntil(() -> state != State.DRAINING && state != State.RESETTING);
        if (state == State.BROKEN) {
            throw new BrokenBarrierError("Barrier aborted");
        }
    }

    private int pass() {
        changed.ensureMayNotify(); // refused later, it would leave the round half ended
        int index = count++;
        try {
            if (index + 1 == parties) {
                state = State.DRAINING;
                changed.notifyAllWaiters();
            } else {
                waitInside();
            }
            return index;
        } finally {
            count--;
            if (count == 0) {
                letNextRoundIn();
            }
        }
    }

    private void waitInside() {
        changed.holdUntil(() -> state != State.FILLING);
        if (state == State.BROKEN || state == State.RESETTING) {
            throw new BrokenBarrierError("Abort or reset of barrier");
        }
    }

    private void letNextRoundIn() {
        if (state == State.RESETTING || state == State.DRAINING) {
            state = State.FILLING;
        }
        changed.notifyAllWaiters();
    }

    /// Lets all who wait inside fail with a [BrokenBarrierError], and makes the barrier as new when
    /// they have left. Mends a broken one. **Suspends** if others are just coming or leaving. **If
    /// cancelled** nothing has happened. **Like** `reset`.
    /// @throws IllegalStateException from awaiting it, if tasks wait on another loop than this one
    public Coroutine<@Nullable Void> reset() {
        return async("reset", () -> change(() -> count > 0 ? State.RESETTING : State.FILLING));
    }

    /// Breaks the barrier: all who wait, and all who come, fail with a [BrokenBarrierError], until
    /// it is reset. **Suspends** if others are just coming or leaving. **If cancelled** nothing has
    /// happened. **Like** `abort`.
    /// @throws IllegalStateException from awaiting it, if tasks wait on another loop than this one
    public Coroutine<@Nullable Void> abort() {
        return async("abort", () -> change(() -> State.BROKEN));
    }

    private void change(Supplier<State> next) {
        Lock lock = changed.lock();
        lock.take();
        try {
            changed.ensureMayNotify();
            state = next.get();
            changed.notifyAllWaiters();
        } finally {
            lock.release();
        }
    }

    /// How many tasks must come. **Like** `parties`.
    public int parties() {
        return parties;
    }

    /// How many have come and wait for the others. **Like** `n_waiting`.
    public int waiting() {
        return state == State.FILLING ? count : 0;
    }

    /// Whether it was aborted, and not reset since. **Like** `broken`.
    public boolean isBroken() {
        return state == State.BROKEN;
    }

    /// The tasks that wait for it, inside or outside, in order. A copy.
    public List<Task<?>> waiters() {
        return changed.waiters();
    }

    /// What it is like now.
    public Statistics statistics() {
        return new Statistics(parties, waiting(), isBroken());
    }

    /// `<Barrier [filling, waiters:1/3]>` or `<Barrier [broken]>`.
    @Override
    public String toString() {
        return "<Barrier"
                + binding.suffix()
                + " ["
                + state.name().toLowerCase(Locale.ROOT)
                + (isBroken() ? "" : ", waiters:" + waiting() + "/" + parties)
                + "]>";
    }
}
