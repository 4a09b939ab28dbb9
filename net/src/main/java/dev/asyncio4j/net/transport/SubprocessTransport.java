// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import org.jspecify.annotations.Nullable;

/// A child process and the transports of its pipes. Closing it, or losing it, kills a child that
/// still runs. **Thread** loop. **Like** `asyncio.SubprocessTransport`.
public interface SubprocessTransport extends BaseTransport {

    /// The child's process number. **Like** `get_pid`.
    long pid();

    /// The transport of one of the child's pipes; null if it is no pipe. **Like**
    /// `get_pipe_transport`.
    /// @param fd 0 (what it reads), 1 (what it writes) or 2 (its errors)
    @Nullable BaseTransport pipeTransport(int fd);

    /// How the child ended: its exit code, or the negative number of the signal that ended it; null
    /// while it runs. **Like** `get_returncode`.
    @Nullable Integer returncode();

    /// Sends the child a signal, by its number. **Suspends** never.
    void sendSignal(int signal);

    /// Asks the child to end (SIGTERM). **Suspends** never.
    void terminate();

    /// Ends the child (SIGKILL). **Suspends** never.
    void kill();
}
