// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that a subscription to a [Broadcast] was too slow, and how many items it has missed. The
/// next one it receives is the oldest that is still there.
public class LaggedError extends RuntimeException {

    // set once
    private final long missed;

    /// Creates the exception.
    public LaggedError(long missed) {
        super("missed " + missed + (missed == 1 ? " item" : " items") + ": received too slowly");
        this.missed = missed;
    }

    /// How many items were missed, at least 1.
    public long missed() {
        return missed;
    }
}
