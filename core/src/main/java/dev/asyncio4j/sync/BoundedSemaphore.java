// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// A semaphore that refuses to get back more permits than it had at first: a mistake is seen where
/// it is made. **Thread** loop. **Like** `asyncio.BoundedSemaphore`.
public final class BoundedSemaphore extends Semaphore {

    // set once
    private final int bound;

    /// Creates a semaphore with one permit. **Thread** any.
    public BoundedSemaphore() {
        this(1);
    }

    /// Creates a semaphore with this many permits. **Thread** any.
    /// @throws IllegalArgumentException if `value` is negative
    public BoundedSemaphore(int value) {
        super(value);
        this.bound = value;
    }

    /// Gives a permit back, to the task that waits longest if there is one. **Suspends** never.
    /// **Like** `release`.
    /// @throws IllegalArgumentException if all permits are there already
    /// @throws IllegalStateException if tasks wait on another loop than the one that runs here
    @Override
    public void release() {
        if (value >= bound) {
            throw new IllegalArgumentException("BoundedSemaphore released too many times");
        }
        super.release();
    }

    @Override
    public BoundedSemaphore named(String name) {
        super.named(name);
        return this;
    }
}
