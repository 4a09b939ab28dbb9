// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import dev.asyncio4j.signal.JvmSignal;

/// A signal of the operating system, by its name. Numbers differ from system to system.
///
/// For `EventLoop.addSignalHandler`, and to send one to a process. Real-time signals have no name
/// in Java and are not here. **Thread** any. **Like** `signal.Signals`.
public enum Signal {
    /// The terminal is gone.
    SIGHUP,
    /// Ctrl-C.
    SIGINT,
    /// Ctrl-\; the JVM prints its threads.
    SIGQUIT,
    /// A bad instruction; the JVM's own.
    SIGILL,
    /// A breakpoint.
    SIGTRAP,
    /// `abort()`.
    SIGABRT,
    /// A bad memory access; the JVM's own.
    SIGBUS,
    /// A bad calculation; the JVM's own.
    SIGFPE,
    /// Ends a process; cannot be caught.
    SIGKILL,
    /// For programs. Without a handler it ends the process.
    SIGUSR1,
    /// A bad memory reference; the JVM's own.
    SIGSEGV,
    /// For programs; but the JVM suspends threads with it when a profiler samples them, which does
    /// not work while a program handles it.
    SIGUSR2,
    /// A write to a pipe that nobody reads; the JVM ignores it.
    SIGPIPE,
    /// `alarm()`.
    SIGALRM,
    /// Asks a process to end.
    SIGTERM,
    /// Linux, old processors.
    SIGSTKFLT,
    /// A child process has ended or stopped.
    SIGCHLD,
    /// Continues a stopped process.
    SIGCONT,
    /// Stops a process; cannot be caught.
    SIGSTOP,
    /// Ctrl-Z.
    SIGTSTP,
    /// A background process reads the terminal.
    SIGTTIN,
    /// A background process writes to the terminal.
    SIGTTOU,
    /// Urgent data on a socket.
    SIGURG,
    /// The limit of processor time is reached.
    SIGXCPU,
    /// The limit of a file's size is reached; the JVM ignores it.
    SIGXFSZ,
    /// A timer of processor time.
    SIGVTALRM,
    /// A timer for profilers.
    SIGPROF,
    /// The terminal's size has changed.
    SIGWINCH,
    /// I/O is possible.
    SIGIO,
    /// The power fails.
    SIGPWR,
    /// A bad system call.
    SIGSYS,
    /// An emulator trap; not on Linux.
    SIGEMT,
    /// Ctrl-T; not on Linux.
    SIGINFO;

    /// Its number on this system; 0 if the system has no such signal.
    public int number() {
        return JvmSignal.number(shortName());
    }

    /// The signal with this number on this system. **Like** `signal.Signals(number)`.
    /// @throws IllegalArgumentException if there is none with a name
    public static Signal of(int number) {
        for (Signal each : values()) {
            if (number > 0 && each.number() == number) {
                return each;
            }
        }
        throw new IllegalArgumentException("invalid signal number " + number);
    }

    /// Sends it to this process. Without a handler it does what it does to any process, which may
    /// be to end it. **Suspends** never. **Like** `signal.raise_signal`.
    /// @throws IllegalStateException if the system has no such signal, or the JVM does not let
    ///     programs raise it
    public void raise() {
        JvmSignal.raise(shortName());
    }

    /// Lets this process ignore it, until what this returns is closed; it does not end the process
    /// then, but does not interrupt what blocks either. **Suspends** never. **Like**
    /// `signal.signal(number, SIG_IGN)`, which children inherit; this they do not.
    /// @throws IllegalStateException if it cannot be caught
    public AutoCloseable ignore() {
        return SignalHandlers.listen(this, () -> {});
    }

    String shortName() {
        return name().substring("SIG".length());
    }
}
