// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import org.jspecify.annotations.Nullable;

/// What a child process's transport calls. **Thread** loop. **Like** `asyncio.SubprocessProtocol`.
public interface SubprocessProtocol extends BaseProtocol {

    /// Passes a process transport on to [#connectionMade(SubprocessTransport)].
    @Override
    default void connectionMade(BaseTransport transport) {
        if (transport instanceof SubprocessTransport process) {
            connectionMade(process);
        }
    }

    /// The child runs. Called once, first of all.
    default void connectionMade(SubprocessTransport transport) {}

    /// The child has written.
    /// @param fd 1 or 2
    /// @param data belongs to the protocol
    default void pipeDataReceived(int fd, byte[] data) {}

    /// One of the child's pipes is closed.
    /// @param fd 0, 1 or 2
    /// @param cause null if it ended in order
    default void pipeConnectionLost(int fd, @Nullable Throwable cause) {}

    /// The child has ended; its pipes may still hold data.
    default void processExited() {}
}
