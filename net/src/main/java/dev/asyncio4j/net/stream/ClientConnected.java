// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.stream;

import dev.asyncio4j.Coroutine;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// What a server does with each connection: a coroutine, which runs as a task of its own.
///
/// ```java
/// Coroutine<Void> echo(StreamReader reader, StreamWriter writer) {
///     return async(() -> {
///         for (byte[] line : awaitEach(reader)) {
///             await(writer.send(line));
///         }
///         writer.close();
///     });
/// }
/// ```
///
/// **Like** asyncio's `client_connected_cb`.
@FunctionalInterface
public interface ClientConnected {

    /// A client has connected. **Suspends** never; the coroutine may.
    /// @return what to do; null if that is done already
    @Nullable Coroutine<?> connected(StreamReader reader, StreamWriter writer);

    /// A function that does at once what is to be done, instead of a coroutine.
    static ClientConnected plain(BiConsumer<StreamReader, StreamWriter> function) {
        return (reader, writer) -> {
            function.accept(reader, writer);
            return null;
        };
    }
}
