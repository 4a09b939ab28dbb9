// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net;

import dev.asyncio4j.net.stream.StreamReader;
import dev.asyncio4j.net.stream.StreamWriter;

/// A connection to read from and write to: what asyncio's `open_connection` gives as a pair. `try
/// (var
/// connection = await(openConnection(host, port))) {...}` closes it.
///
/// @param reader what the other side sends
/// @param writer what this side sends
public record Connection(StreamReader reader, StreamWriter writer) implements AutoCloseable {

    /// Closes it, when what was written is sent. **Suspends** never.
    @Override
    public void close() {
        writer.close();
    }
}
