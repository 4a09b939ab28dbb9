// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// A turn in which there is nothing to do but to go on with the task that gave up the last one.
///
/// **Idea.** A task that yields is put aside, the loop looks round, and resumes what is ready. If
/// that can only be the same task, the loop need not come back for it: the look is taken from where
/// the task is, and its stack is left alone. A switch costs ten times as much as the look.
///
/// It is taken only where nobody could tell the difference: nothing else is ready, no letter has
/// come, no timer is due, nobody watches or chooses, and neither I/O nor a call in a thread is
/// under
/// way, which only a real look at the poller would see. **Thread** loop, or its strand.
final class EmptyTurn {

    // set once
    private final Whiteboard board;
    private final Inbox inbox;
    private final Rest rest;
    private final Beat beat;
    private final Clock clock;

    EmptyTurn(Whiteboard board, Inbox inbox, Rest rest, Beat beat, Clock clock) {
        this.board = board;
        this.inbox = inbox;
        this.rest = rest;
        this.beat = beat;
        this.clock = clock;
    }

    /// Takes it, if there is nothing to do.
    /// @return whether that was so
    boolean take() {
        if (board.ready.size() > 0
                || !inbox.isEmpty()
                || board.choices() != null
                || !rest.expectsNothing()) {
            return false;
        }
        TimerHeap timers = board.timers;
        if (timers.isEmpty()) {
            beat.next(clock, false);
            return true;
        }
        return timers.firstDue() > beat.next(clock, true);
    }
}
