// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import java.lang.System.Logger.Level;

/// Counts what is written to a connection that is gone, and warns of it from the fifth time on.
/// **Thread** loop.
final class LostWrites {

    private static final System.Logger LOG = System.getLogger("asyncio");
    private static final int BEFORE_WARNING = 5;

    private int count; // 0 while the connection is there

    boolean isLost() {
        return count > 0;
    }

    void lose() {
        count++;
    }

    /// Drops one, if the connection is gone.
    /// @return whether it is
    boolean drops() {
        if (count == 0) {
            return false;
        }
        if (count >= BEFORE_WARNING) {
            LOG.log(Level.WARNING, "socket.send() raised exception.");
        }
        count++;
        return true;
    }
}
