// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

/// Nothing will ever happen again in a loop: nothing is ready, no timer is set, no thread call is
/// under way. The message tells of each task what it waits for, where, and whose move it is.
///
/// With virtual time it leaves the run; otherwise see [OnDeadlock].
public final class DeadlockError extends AssertionError {

    private DeadlockError(String message) {
        super(message);
    }

    /// The error for this loop, as it is now. **Thread** loop.
    public static DeadlockError of(EventLoop loop) {
        return new DeadlockError(WaitGraph.of(loop));
    }
}
