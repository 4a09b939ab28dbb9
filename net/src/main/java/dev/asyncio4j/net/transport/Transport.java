// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.transport;

/// A transport that reads and writes: a connection. **Thread** loop. **Like** `asyncio.Transport`.
public interface Transport extends ReadTransport, WriteTransport {}
