// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that a barrier is aborted, or was aborted or reset while the task waited for it.
///
/// **Like** `asyncio.BrokenBarrierError`.
public class BrokenBarrierError extends IllegalStateException {
    /// Creates the error; the message says which.
    public BrokenBarrierError(String message) {
        super(message);
    }
}
