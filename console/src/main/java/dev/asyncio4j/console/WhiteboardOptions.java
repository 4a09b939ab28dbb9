// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// How a whiteboard is opened. Immutable. **Thread** any.
///
/// @param port where the page is served; 0 is any port that is free
/// @param host null is this machine alone; see [#withHost(String, boolean)]
/// @param hold whether the loop waits before its next step until somebody looks and lets it go on
/// @param sources folders in which packages begin, whose files the page may show; the source of a
///     program that is one file is shown without
/// @param quiet whether the address is not printed
public record WhiteboardOptions(
        int port, @Nullable String host, boolean hold, List<Path> sources, boolean quiet) {

    /// Checks the port, copies the list.
    /// @throws IllegalArgumentException if there is no such port
    public WhiteboardOptions {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        sources = List.copyOf(sources);
    }

    /// Any free port of this machine; the program goes on at once, and prints the address.
    public static WhiteboardOptions defaults() {
        return new WhiteboardOptions(0, null, false, List.of(), false);
    }

    /// The same on this port.
    public WhiteboardOptions withPort(int newPort) {
        return new WhiteboardOptions(newPort, host, hold, sources, quiet);
    }

    /// The same for other machines too, which reach it under this name or address. Whoever has the
    /// token may look at the program and hold it; and as there is no encryption, whoever listens on
    /// the network has it.
    /// @param iKnowWhatThatMeans must be true
    /// @throws IllegalArgumentException if it is not
    public WhiteboardOptions withHost(String newHost, boolean iKnowWhatThatMeans) {
        Objects.requireNonNull(newHost, "host");
        if (!iKnowWhatThatMeans) {
            throw new IllegalArgumentException(
                    "host: "
                            + newHost
                            + " (expected: none; the page is not encrypted, so let it stay on this"
                            + " machine, or say that you know what that means)");
        }
        return new WhiteboardOptions(port, newHost, hold, sources, quiet);
    }

    /// The same, holding the loop or not until somebody lets it go on.
    public WhiteboardOptions withHold(boolean newHold) {
        return new WhiteboardOptions(port, host, newHold, sources, quiet);
    }

    /// The same with these folders of sources.
    public WhiteboardOptions withSources(List<Path> folders) {
        return new WhiteboardOptions(port, host, hold, folders, quiet);
    }

    /// The same, printing the address or not.
    public WhiteboardOptions withQuiet(boolean newQuiet) {
        return new WhiteboardOptions(port, host, hold, sources, newQuiet);
    }
}
