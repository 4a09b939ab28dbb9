// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.sync;

/// Says that nothing more will come: whoever could send has closed, and what was sent was received.
///
/// **Like** `trio.EndOfChannel`.
public class EndOfChannel extends RuntimeException {
    /// Creates the exception.
    public EndOfChannel() {
        super("nothing more will come: all senders were closed");
    }
}
