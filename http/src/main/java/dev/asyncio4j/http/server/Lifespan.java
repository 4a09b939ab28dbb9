// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.http.server;

/// What a server's application needs while it runs: a pool of connections, say. Each loop of a
/// server runs it once. **Like** ASGI's lifespan.
public interface Lifespan {

    /// Before the server listens. Runs as a part of the task that starts it, which may await.
    /// @throws Exception if it cannot start; then [#stop()] is not called
    default void start() throws Exception {}

    /// After the last connection has gone. Runs as [#start()].
    /// @throws Exception if that fails
    default void stop() throws Exception {}
}
