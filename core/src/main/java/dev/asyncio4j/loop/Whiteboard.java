// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jspecify.annotations.Nullable;

/// What is ready and what waits for its time, in two columns; and the oracle that may rearrange
/// them. **Thread** loop.
final class Whiteboard {

    private final @Nullable Choices choices;
    private final boolean choosesReadyOrder;
    private final boolean mayDefer;
    final ReadyQueue ready = new ReadyQueue();
    final TimerHeap timers = new TimerHeap();
    private long timersSet;
    private int left; // steps of this turn that have not begun

    Whiteboard(@Nullable Choices choices) {
        this.choices = choices;
        this.choosesReadyOrder = choices != null && choices.choosesReadyOrder();
        this.mayDefer = choosesReadyOrder && choices != null && choices.mayDefer();
    }

    @Nullable Choices choices() {
        return choices;
    }

    /// The tie-break of the next timer.
    long nextTimerOrder() {
        return timersSet++;
    }

    /// Moves the timers that are due at `now` to the ready column, in order of deadline.
    void collectDueTimers(long now) {
        while (!timers.isEmpty() && timers.firstDue() <= now) {
            long due = timers.firstDue();
            int before = ready.size();
            do {
                ready.add(timers.take());
            } while (!timers.isEmpty() && timers.firstDue() == due);
            reorder(before, Choices.Kind.EQUAL_TIMERS);
        }
    }

    /// Lets the oracle, if there is one, decide the order of what became ready since there were
    /// `before` items.
    void reorder(int before, Choices.Kind kind) {
        if (choices != null && ready.size() - before > 1) {
            ready.reorder(before, choices, kind);
        }
    }

    /// Runs what only looks, if there is an oracle: it comes when somebody is curious, and would be
    /// chosen from, so that each later answer landed on another question.
    void takeLooks() {
        for (int i = 0; choices != null && i < ready.size(); ) {
            Ready each = ready.at(i);
            if (each instanceof Handle handle && handle.callback() instanceof Rest.Look) {
                ready.takeAt(i).step();
            } else {
                i++;
            }
        }
    }

    /// Decides what a turn runs: all that is ready now, unless the oracle may defer some.
    void beginSteps() {
        left = mayDefer ? Math.min(1, ready.size()) : ready.size();
    }

    /// Whether this turn has more to run.
    boolean hasStep() {
        return left > 0;
    }

    /// Takes the next item to run. Only if `hasStep()`.
    Ready takeStep() {
        int count = left--;
        return choices == null
                ? ready.take()
                : takeChosen(choices, mayDefer ? ready.size() : count);
    }

    /// The next item to run; null if this turn has none, or the oracle chooses.
    @Nullable Ready nextStep() {
        return left > 0 && choices == null ? ready.at(0) : null;
    }

    private Ready takeChosen(Choices oracle, int count) {
        Ready next =
                choosesReadyOrder && count > 1
                        ? ready.takeAt(oracle.chooseReady(count, ready::at))
                        : ready.take();
        oracle.beforeStep(next);
        return next;
    }

    /// Wipes both columns.
    void clear() {
        while (ready.size() > 0) {
            ready.take();
        }
        ready.trim();
        while (!timers.isEmpty()) {
            timers.take();
        }
    }

    @Override
    public String toString() {
        return "ready=" + ready.size() + " timers=" + timers.size();
    }
}
