// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// A transport that reads. **Thread** loop. **Like** `asyncio.ReadTransport`.
public interface ReadTransport extends BaseTransport {

    /// Whether it reads: it does, unless it is paused, closing, or at its end.
    boolean isReading();

    /// Lets it read no more: neither data nor the end is told until [#resumeReading()]. Idempotent;
    /// without effect on a transport that is closing. **Suspends** never.
    void pauseReading();

    /// Lets it read again. Idempotent. **Suspends** never.
    void resumeReading();
}
