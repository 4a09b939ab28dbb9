// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.waits;

/// A transport that knows how far the other side takes what is written. Its buffer's size does not
/// tell: that grows while more is written than is taken. **Thread** loop.
public interface Progress {

    /// How many bytes the system, or the network, has taken since the beginning.
    long takenBytes();
}
