// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.carrier;

import dev.asyncio4j.context.Contextual;
import dev.asyncio4j.context.ThreadValues;
import org.jspecify.annotations.Nullable;

/// What a strand carries: the code it runs, and the answer to *whose thread is this?*
///
/// A strand's thread has its passenger as uncaught-exception handler. That field is the one place
/// of a `Thread` that is cheap to set and to read and that no other thread inherits, so
/// [#current()] needs no thread-local: a map per task would cost more memory than the task.
public interface Passenger extends Runnable, Contextual, Thread.UncaughtExceptionHandler {

    /// The passenger of the current thread, or null if this thread is not a strand. **Thread** any.
    static @Nullable Passenger current() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual()
                        && thread.getUncaughtExceptionHandler() instanceof Passenger passenger
                ? passenger
                : null;
    }

    /// What to add to an error that finds no passenger here: why, if this may be a strand all the
    /// same; else nothing. **Thread** any.
    static String whyNone() {
        Thread thread = Thread.currentThread();
        return thread.isVirtual() && thread.getUncaughtExceptionHandler() != thread.getThreadGroup()
                ? "; this thread's uncaught exception handler was set, by which a task is known:"
                        + " set it on threads of your own only"
                : "";
    }

    /// The strand on which its code runs or waits; null if it has none now. **Thread** the loop's;
    /// elsewhere a hint.
    default @Nullable Strand strand() {
        return null;
    }

    /// The strand that waits below its own until this one gives the stack back; null if none does.
    /// **Thread** as [#strand()].
    default @Nullable Strand below() {
        return null;
    }

    /// Who is to run on `strand` now that this passenger has ended there; null if nobody is, and
    /// the
    /// strand ends. **Thread** the strand's own.
    default @Nullable Passenger successor(Strand strand) {
        return null;
    }

    /// Logs a failure that left [#run()]. Passengers catch everything, so only a broken JVM gets
    /// here; the failure must not vanish all the same.
    @Override
    default void uncaughtException(Thread thread, Throwable failure) {
        System.getLogger("asyncio")
                .log(System.Logger.Level.ERROR, "strand of " + this + " died", failure);
    }

    /// What its strand runs: its code, with the thread-locals that its context takes along.
    default Runnable body() {
        if (ThreadValues.carried() == null) {
            return this;
        }
        return () -> {
            try (var _ = context().enterValues()) {
                run();
            }
        };
    }
}
