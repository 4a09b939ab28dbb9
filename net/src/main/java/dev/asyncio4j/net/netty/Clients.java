// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.netty;

import dev.asyncio4j.net.transport.Transport;

/// Who counts the connections of a server. **Thread** loop.
public interface Clients {

    /// One has come.
    void attach(Transport client);

    /// One is gone.
    void detach(Transport client);
}
