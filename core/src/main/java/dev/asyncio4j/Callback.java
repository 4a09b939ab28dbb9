// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j;

import org.jspecify.annotations.Nullable;

/// Who is told when a future is done. **Thread** loop.
interface Callback {

    /// Makes the telling ready for the next turn; never tells inline.
    void schedule(Future<?> done);

    /// Whether this is the callback that was added for `function`.
    boolean isFor(Object function);

    /// The future that waits for this one by it; null if it is not known to be one. `awaitedBy`
    /// reads this.
    @Nullable Future<?> awaiter();
}
