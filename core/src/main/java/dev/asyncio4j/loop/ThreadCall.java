// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.loop;

/// A call on another thread, as a [Poller] sees it that decides when its result comes. Not for
/// programs.
public interface ThreadCall {

    /// It runs now, on this thread. **Thread** the call's.
    void begins();

    /// Its result is there; `delivery` is to run as a callback of the loop, once. **Thread** the
    /// call's, or whoever cancels it.
    void ends(Runnable delivery);

    /// Nobody waits for its result any more. Idempotent. **Thread** loop.
    void forget();
}
