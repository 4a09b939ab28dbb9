// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.net.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.asyncio4j.TimeoutError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What this process has open, by the system's books. Files are left out: a jar is opened when the
/// first class is looked for in it, whoever needs that one.
final class Descriptors {

    private final String kind;
    private final List<String> open;

    private Descriptors(String kind) {
        this.kind = kind;
        this.open = open(kind);
    }

    static Descriptors now() {
        return new Descriptors("");
    }

    /// Of sockets alone: the JDK makes what it waits with when it first needs it.
    static Descriptors ofSockets() {
        return new Descriptors("socket:");
    }

    private static List<String> open(String kind) {
        List<String> open = new ArrayList<>();
        try (Stream<Path> links = Files.list(Path.of("/proc/self/fd"))) {
            for (Path link : links.toList()) {
                try {
                    String target = Files.readSymbolicLink(link).toString();
                    if (!target.startsWith("/") && target.startsWith(kind)) {
                        open.add(target);
                    }
                } catch (NoSuchFileException closedMeanwhile) {
                    // is not open
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return open;
    }

    /// Lets the loop turn until nothing is open that was not.
    void untilNothingElseIsOpen() {
        try {
            Scene.until(() -> others().isEmpty());
        } catch (TimeoutError late) {
            assertThat(others()).as("left open").isEmpty();
        }
    }

    /// What is open beyond these: `socket:[4711]`. Several may have one name, as
    /// `anon_inode:[eventpoll]`.
    private List<String> others() {
        List<String> others = open(kind);
        open.forEach(others::remove);
        return others;
    }
}
