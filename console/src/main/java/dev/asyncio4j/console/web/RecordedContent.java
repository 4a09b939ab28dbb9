// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.web;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/// A recording: one file, as it is. What it means is the page's business, which takes nothing in it
/// for more than text. There is nothing to control.
public final class RecordedContent implements Content {

    /// What a page can hold, in bytes: two million entries have room in it.
    static final long LARGEST = 256L << 20;

    private final String name;
    private final FileChannel file;
    private final long size;

    /// Opens the file; who puts another in its place later does not change what is shown.
    /// @throws IOException if it cannot be read, or is too large
    public RecordedContent(Path path) throws IOException {
        this.name = String.valueOf(path.getFileName());
        if (!Files.exists(path)) {
            throw new NoSuchFileException(path.toString());
        }
        if (!Files.isRegularFile(path)) { // a pipe has no end
            throw new IOException(path + ": not a file");
        }
        this.file = FileChannel.open(path, StandardOpenOption.READ);
        this.size = file.size();
        if (size > LARGEST) {
            file.close();
            throw new IOException(
                    "%s: %d MiB (expected: at most %d MiB, which is what a page can hold)"
                            .formatted(path, size >> 20, LARGEST >> 20));
        }
    }

    @Override
    public Map<String, Guard.Route> routes() {
        return Map.of("/recording", Guard.Route.STREAM);
    }

    @Override
    public String recording() {
        return name;
    }

    @Override
    public void answer(HttpExchange exchange, String target, String body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, size == 0 ? -1 : size);
        OutputStream out = exchange.getResponseBody();
        var to = Channels.newChannel(out);
        for (long at = 0; at < size; ) {
            long sent = file.transferTo(at, Math.min(1 << 16, size - at), to);
            if (sent <= 0) {
                throw new IOException(name + " has become shorter");
            }
            at += sent;
        }
        out.flush();
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException broken) {
            System.getLogger("asyncio")
                    .log(System.Logger.Level.DEBUG, "the recording was not closed", broken);
        }
    }
}
