// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import dev.asyncio4j.CancelledError;
import dev.asyncio4j.SystemExit;
import dev.asyncio4j.loop.LoopCore;
import java.util.Set;

/// Ends code of the prompt that does not come to an await. Java cannot stop a thread, so the
/// classes of inputs ask here, at the beginning of each method and before each jump back, whether
/// they shall end ([StopChecks] puts the questions in). They also ask to end the program here,
/// which is an end in order then. **Thread** any.
public final class StopCheck {

    private static volatile Set<Thread> ended = Set.of();

    private StopCheck() {}

    /// Called by what was typed.
    /// @throws CancelledError if this thread shall end what it does
    public static void check() {
        Set<Thread> now = ended;
        if (!now.isEmpty() && now.contains(Thread.currentThread())) {
            ended = Set.of();
            throw new CancelledError("Ctrl-C");
        }
    }

    /// Called by what was typed, instead of `System.exit`.
    /// @throws SystemExit on the loop, so that tasks are cancelled, the terminal is left as it was,
    ///     and the history is kept
    public static void exit(int code) {
        if (LoopCore.current() != null) {
            throw new SystemExit(code);
        }
        System.exit(code);
    }

    /// Lets the next question that one of these threads asks end what it does.
    static void end(Set<Thread> threads) {
        ended = threads;
    }

    /// Lets everything go on.
    static void endNothing() {
        ended = Set.of();
    }
}
