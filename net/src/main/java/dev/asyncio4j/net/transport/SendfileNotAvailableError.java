// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// The system cannot send this file over this transport by itself, and no fallback was allowed.
/// **Like** `asyncio.SendfileNotAvailableError`.
public final class SendfileNotAvailableError extends RuntimeException {

    /// A refusal for this reason.
    public SendfileNotAvailableError(String message) {
        super(message);
    }
}
