// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/// One stack that can be stopped and resumed: the only two operations are [#resume()] and
/// [#suspend()].
///
/// ```
///              resume()                     suspend()
///   AT DOOR  ------------>   RUNNING   ---------------->  AT DOOR
///   (also before the           |  ^
///    first resume)             |  | the JDK lets it go on (D3: the loop stands still meanwhile)
///                              v  |
///                           BLOCKED in the JDK        RUNNING --- the passenger returns ---> ENDED
/// ```
///
/// The contract, numbered because the code cites it:
///
/// - **I1** At any moment either the driver (the thread that called `resume`) or the strand runs,
///   never both. Whatever one of them wrote, the other sees. Hence loop-owned state needs no locks,
///   whichever side touches it.
/// - **I2** `resume()` returns only when the strand is at its door or has ended. A strand that
///   blocks inside the JDK (a sleep, a contended lock, a socket) has done neither: the driver waits
///   for it, and nothing else runs.
/// - **I3** The door is `suspend()` and `detour()`. No other code stops a strand.
///
/// Fields, and who may touch them: `driver` is written by the driver before it hands over, and read
/// by the strand and (owned strands only) by threads that unblock the strand, which happens after.
/// `detour` is written by the strand at its door and taken by the driver (I1 orders the two).
public abstract sealed class Strand permits OwnedStrand, HandOffStrand {

    // driver and strand in turn (I1)
    Passenger passenger;
    @Nullable Thread driver;
    private @Nullable Runnable detour;

    Strand(Passenger passenger) {
        this.passenger = passenger;
    }

    /// Runs the strand until it is at its door or has ended. **Thread** the driver's, a platform
    /// thread.
    public final void resume() {
        Thread here = Thread.currentThread();
        if (driver != here) {
            driver = here;
            VarHandle.fullFence(); // a thread that is dumping the strand must not wake the old one
        }
        advance();
        while (detour != null) {
            Runnable errand = detour;
            detour = null;
            errand.run();
            advance();
        }
    }

    /// Gives control back to the driver and returns when it resumes this strand. **Thread** the
    /// strand's own.
    /// @throws IllegalStateException if the stack cannot be left here: a class initialiser or a
    ///     native frame is on it
    public abstract void suspend();

    /// Lets the driver run `errand` on its own thread, then goes on: how code inside one strand
    /// runs another. **Thread** the strand's own.
    /// @throws IllegalStateException as [#suspend()]
    public final void detour(Runnable errand) {
        detour = errand;
        try {
            suspend();
        } finally {
            detour = null; // still set only if suspend() was refused
        }
    }

    /// The thread whose identity this strand has. **Thread** any.
    public abstract Thread thread();

    /// What it carries, or carried last. **Thread** the driver's or its own; elsewhere a hint.
    public final Passenger passenger() {
        return passenger;
    }

    /// Lets the strand run on until it is at its door or has ended (I2).
    abstract void advance();

    static IllegalStateException cannotLeaveStack() {
        return new IllegalStateException(
                "await inside a class initialiser or below a native frame: this stack cannot be suspended;"
                        + " move the await out of the initialiser");
    }
}
