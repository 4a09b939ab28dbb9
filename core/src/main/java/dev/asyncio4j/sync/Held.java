// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// What `acquire()` gives: the right to go on, which `close()` gives back.
///
/// ```java
/// try (var held = await(lock.acquire())) {
///     ...
/// }
/// ```
///
/// Each primitive has one for all who acquire it, so it costs nothing; and it knows nobody: closing
/// it does what `release()` does, once for each call. Who calls `release()` need not look at it.
/// **Thread** loop.
public final class Held implements AutoCloseable {

    // set once
    private final Object primitive;
    private final Runnable release;

    Held(Object primitive, Runnable release) {
        this.primitive = primitive;
        this.release = release;
    }

    /// Releases what was acquired. **Suspends** never.
    /// @throws IllegalStateException if it is a lock that is not held
    /// @throws IllegalArgumentException if it is a bounded semaphore that is released too often
    @Override
    public void close() {
        release.run();
    }

    /// `<Held PRIMITIVE>`.
    @Override
    public String toString() {
        return "<Held " + primitive + ">";
    }
}
