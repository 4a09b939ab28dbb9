// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.signal;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One signal, while a runner runs: what it does the first times it comes.
public final class Interrupts implements AutoCloseable {

    // set once
    private final Runnable action;

    // any thread
    private final AtomicInteger left;
    private volatile JvmSignal.@Nullable Listener listener;

    private Interrupts(int times, Runnable action) {
        this.left = new AtomicInteger(times);
        this.action = action;
    }

    /// Lets `action` run the next `times` that the signal comes, on a thread of the JVM's; after
    /// that, what was there before has it again. A signal that somebody else has, another runner, a
    /// loop's handler or the program itself, stays theirs.
    /// @return null if they have, or this JVM does not let programs handle it (`-Xrs`, or it was
    ///     ignored when the JVM began)
    public static @Nullable Interrupts on(String signal, int times, Runnable action) {
        Interrupts interrupts = new Interrupts(times, action);
        try {
            interrupts.listener = JvmSignal.listenIfNobodyDoes(signal, interrupts::raised);
        } catch (SignalRefused notOurs) {
            System.getLogger("asyncio")
                    .log(System.Logger.Level.DEBUG, "SIG" + signal + " is not handled", notOurs);
        }
        if (interrupts.left.get() <= 0) { // they came before there was a listener to close
            interrupts.close();
        }
        return interrupts.listener == null ? null : interrupts;
    }

    private void raised() {
        int now = left.decrementAndGet();
        if (now <= 0) {
            close();
        }
        if (now >= 0) {
            action.run();
        }
    }

    /// Puts back what was there before.
    @Override
    public void close() {
        JvmSignal.Listener mine = listener;
        if (mine != null) {
            mine.close();
        }
    }
}
