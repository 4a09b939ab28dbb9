// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

import java.util.function.ObjLongConsumer;

/// The whiteboard of one loop as others may read it: what is ready, in order, and what waits for
/// its time. Nothing is copied. **Thread** loop.
public final class Columns {

    private final Whiteboard board;
    private final Inbox inbox;

    Columns(Whiteboard board, Inbox inbox) {
        this.board = board;
        this.inbox = inbox;
    }

    /// How many callbacks and steps are ready.
    public int readyCount() {
        return board.ready.size();
    }

    /// What is ready; it stays where it is.
    /// @param index 0 is what runs next, unless an oracle chooses
    /// @throws IndexOutOfBoundsException if there is none
    public Ready ready(int index) {
        return board.ready.at(java.util.Objects.checkIndex(index, readyCount()));
    }

    /// Whether other threads have posted what the loop has not taken in yet. **Thread** any; a
    /// hint.
    public boolean hasLetters() {
        return !inbox.isEmpty();
    }

    /// How many timers are set.
    public int timerCount() {
        return board.timers.size();
    }

    /// Tells what each timer will call, and when, in nanoseconds on the loop's clock; in no order.
    public void eachTimer(ObjLongConsumer<? super Runnable> sink) {
        board.timers.each(sink);
    }

    /// `ready=2 timers=1`.
    @Override
    public String toString() {
        return board.toString();
    }
}
