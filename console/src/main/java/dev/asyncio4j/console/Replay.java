// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import dev.asyncio4j.console.web.RecordedContent;
import dev.asyncio4j.console.web.WebServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// The whiteboard of a recording that `asyncio record` has written: the same page, on which one
/// goes through time. The program need not run any more.
///
/// ```java
/// Replay.open(Path.of("asyncio-27347.json"));        // prints the address of the page
/// ```
///
/// The page is served by daemon threads, with the guards of a live one, and changes nothing: the
/// file goes to the page as it is, which says so if it is no recording. **Thread** any. asyncio has
/// nothing like it.
public final class Replay implements AutoCloseable {

    private final WebServer server;

    private Replay(WebServer server) {
        this.server = server;
    }

    /// Opens a recording.
    /// @throws UncheckedIOException if the file cannot be read or is too large, or the page cannot
    ///     be served
    public static Replay open(Path file) {
        return open(file, WhiteboardOptions.defaults());
    }

    /// Opens a recording with these options, of which the host, the port and `quiet` matter.
    /// @throws UncheckedIOException if the file cannot be read or is too large, or the page cannot
    ///     be served: the port is taken, say
    public static Replay open(Path file, WhiteboardOptions options) {
        try {
            RecordedContent content = new RecordedContent(file);
            Replay replay = new Replay(serve(content, options));
            if (!options.quiet()) {
                System.err.println("Whiteboard: " + replay.url());
            }
            return replay;
        } catch (IOException refused) {
            throw new UncheckedIOException(refused.getMessage(), refused);
        }
    }

    private static WebServer serve(RecordedContent content, WhiteboardOptions options)
            throws IOException {
        try {
            return new WebServer(options.host(), options.port(), content);
        } catch (IOException refused) {
            content.close();
            throw refused;
        }
    }

    /// The address of the page, with the token that lets its holder in.
    public String url() {
        return server.url();
    }

    /// The port on which the page is served.
    public int port() {
        return server.port();
    }

    /// Ends it. Idempotent.
    @Override
    public void close() {
        server.close();
    }

    /// `<Replay port=41234>`, without the token.
    @Override
    public String toString() {
        return "<Replay port=" + port() + ">";
    }
}
