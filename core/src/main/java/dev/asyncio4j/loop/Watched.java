// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What a loop tells of itself: its whiteboard, faults, debug mode, instruments. **Thread** loop,
/// unless marked.
abstract class Watched {

    // set once
    final Whiteboard board;
    final Faults faults;
    private final SlowSteps slowSteps = new SlowSteps();

    // loop only
    @Nullable Instrument instrument;

    // written by the loop, read by any thread as a hint
    private volatile boolean debug;

    Watched(Predicate<Throwable> leavesLoop, LoopOptions options) {
        this.board = new Whiteboard(options.choices());
        this.faults = new Faults(leavesLoop, this::witness);
        this.debug = options.debug();
        this.instrument = debug ? slowSteps : null;
    }

    // ---- the whiteboard

    /// For the floors above: the oracle, if the loop has one.
    public final @Nullable Choices choices() {
        return board.choices();
    }

    /// How many callbacks and steps are ready. **Thread** loop.
    public final int readyCount() {
        return board.ready.size();
    }

    // ---- faults

    /// Tells the exception handler, or without one the log, of something that nobody awaits. Never
    /// throws, unless the handler throws what is to leave the loop. **Thread** loop. **Like**
    /// `loop.call_exception_handler`.
    public void callExceptionHandler(Fault fault) {
        faults.report(fault);
    }

    /// What happens without an exception handler: one record at level ERROR for the logger
    /// `asyncio`, the message first, then a line for each further key in order of name. A handler
    /// may delegate to it. **Like** `loop.default_exception_handler`.
    public void defaultExceptionHandler(Fault fault) {
        Faults.log(fault);
    }

    /// For the floor above, which knows the handler's type.
    protected final void reportTo(@Nullable Consumer<Fault> handler) {
        faults.setHandler(handler);
    }

    private void witness(Fault fault) {
        Instrument watcher = instrument;
        if (watcher != null) {
            watcher.faultReported(fault);
        }
    }

    // ---- debug mode

    /// Whether it is in debug mode. **Thread** any. **Like** `loop.get_debug`.
    public boolean debug() {
        return debug;
    }

    /// Turns debug mode on or off: calls from wrong threads are refused, slow steps are reported,
    /// and handles, futures and coroutines remember where they were created. **Thread** loop.
    /// **Like** `loop.set_debug`.
    public final void setDebug(boolean on) {
        removeInstrument(slowSteps);
        debug = on;
        if (on) {
            addInstrument(slowSteps);
        }
    }

    /// What debug mode calls slow; 0.1 s at first. **Thread** any; a hint on other threads than the
    /// loop's. **Like** `loop.slow_callback_duration`.
    public Duration slowCallbackDuration() {
        return Duration.ofNanos(slowSteps.limitNanos);
    }

    /// Sets what debug mode calls slow. **Thread** loop.
    /// @throws IllegalArgumentException if it is negative
    public void setSlowCallbackDuration(Duration limit) {
        slowSteps.setLimit(limit);
    }

    // ---- instruments

    /// Lets `added` watch from now on. **Thread** loop.
    public final void addInstrument(Instrument added) {
        instrument = Instruments.both(instrument, added);
    }

    /// Takes [#addInstrument] back; nothing happens if it is not there. **Thread** loop.
    public final void removeInstrument(Instrument removed) {
        instrument = Instruments.without(instrument, removed);
    }

    /// For the floors above: who watches; null if nobody does.
    public final @Nullable Instrument instrument() {
        return instrument;
    }
}
