// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Calls what blocks, in threads that nobody interrupts.
final class Uninterrupted {

    private Uninterrupted() {}

    /// What may be interrupted, and is not.
    interface Blocking<T> {
        T call() throws InterruptedException;
    }

    static <T> T call(Blocking<T> blocking) {
        try {
            return blocking.call();
        } catch (InterruptedException unexpected) {
            throw new AssertionError("nobody interrupts this thread", unexpected);
        }
    }
}
