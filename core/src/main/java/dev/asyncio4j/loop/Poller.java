// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import org.jspecify.annotations.Nullable;

/// How the loop waits when nothing is ready. The default parks the thread; the network's asks the
/// operating system.
public interface Poller extends AutoCloseable {

    /// The time-out that means: until woken.
    long FOREVER = Long.MAX_VALUE;

    /// What a loop without I/O uses: parks the thread.
    static Poller parking() {
        return new ParkPoller();
    }

    /// Tells which thread will poll from now on. Called before the first [#poll] of a run, so that
    /// [#wakeup()] knows whom to wake. **Thread** the loop's.
    void attach(Thread loopThread);

    /// Tells that the run is over. **Thread** the loop's.
    void detach();

    /// Waits until something happens, [#wakeup()] is called, or the time is over; makes ready
    /// (`callSoon`) what has happened. May return early. **Thread** the loop's.
    /// @param timeoutNanos 0 looks without waiting; [#FOREVER] waits until woken
    void poll(long timeoutNanos);

    /// Ends the current or next wait. **Thread** any.
    void wakeup();

    /// Tells how many more letters from other threads are sure to come: `1` when a thread call
    /// begins, `-1` when its future is done. A poller that owns time waits for them before it lets
    /// time pass. **Thread** loop.
    default void expectLetters(int more) {
        // who waits in real time need not know
    }

    /// Answers the network, which is used for the first time and brings the poller that can wait
    /// for it: gives the one that the loop is to have from now on. **Thread** the loop's.
    /// @throws IllegalStateException if this one cannot wait for a network; it says what can
    default Poller adopt(Poller network) {
        throw new IllegalStateException(
                this + " cannot wait for a network; leave the loop its own poller");
    }

    /// Tells that a call on another thread is about to begin for `loop`. A poller that decides when
    /// its result comes gives what is to be told of the call; the default gives null, and the
    /// result comes as a letter, of which [#expectLetters] tells. **Thread** loop.
    default @Nullable ThreadCall beginThreadCall(LoopCore loop) {
        return null;
    }

    /// Whether anything but [#wakeup()] can still end a wait, such as I/O that is registered. Where
    /// nothing can, the loop knows when it would wait for ever. **Thread** loop.
    default boolean expectsEvents() {
        return true;
    }

    /// Gives back what it holds. Called once, when the loop is closed.
    @Override
    void close();
}
