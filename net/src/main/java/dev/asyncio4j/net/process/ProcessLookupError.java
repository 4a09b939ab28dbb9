// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.process;

/// The child is gone: there is nobody to send a signal to. Without a message, as in asyncio.
/// **Like** Python's `ProcessLookupError`.
public final class ProcessLookupError extends IllegalStateException {

    /// One without a message.
    public ProcessLookupError() {}
}
