// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

import org.jspecify.annotations.Nullable;

/// What a transport calls. Each callback runs in the loop's turn, never inside another callback,
/// except [#pauseWriting()], which a write may call at once.
///
/// ```
///   connectionMade -> (data, eof, pauseWriting, resumeWriting)* -> connectionLost
/// ```
///
/// **Suspends**: callbacks may not. **Thread** loop. **Like** `asyncio.BaseProtocol`.
public interface BaseProtocol {

    /// The connection is there. Called once, first of all.
    default void connectionMade(BaseTransport transport) {}

    /// The connection is gone. Called once, last of all.
    /// @param cause null if this side closed it or the other side ended it in order
    default void connectionLost(@Nullable Throwable cause) {}

    /// The transport's buffer is above the high-water mark: who can stop writing should.
    default void pauseWriting() {}

    /// The buffer is down to the low-water mark.
    default void resumeWriting() {}
}
