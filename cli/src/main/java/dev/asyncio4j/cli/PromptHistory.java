// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/// What the prompt keeps from one session to the next, in a file that only its owner may read, for
/// inputs may hold secrets: `asyncio4j/repl.properties` in `XDG_STATE_HOME`, or in
/// `~/.local/state`.
final class PromptHistory {

    private final Path file;
    private final Map<String, String> kept = new TreeMap<>();

    PromptHistory(Map<String, String> environment) throws IOException {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder =
                state.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(state);
        file = folder.resolve("asyncio4j").resolve("repl.properties");
        if (Files.exists(file)) {
            Properties read = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                read.load(reader);
            }
            read.forEach((key, value) -> kept.put(String.valueOf(key), String.valueOf(value)));
        }
    }

    /// To be read and written by JShell.
    Map<String, String> kept() {
        return kept;
    }

    void save() throws IOException {
        Files.createDirectories(file.getParent());
        Properties properties = new Properties();
        properties.putAll(kept);
        var mine = PosixFilePermissions.fromString("rw-------");
        var options =
                Set.of(
                        StandardOpenOption.CREATE,
                        StandardOpenOption.WRITE,
                        StandardOpenOption.TRUNCATE_EXISTING);
        try (FileChannel channel =
                        FileChannel.open(
                                file, options, PosixFilePermissions.asFileAttribute(mine));
                Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8)) {
            Files.setPosixFilePermissions(file, mine); // if it was there before
            properties.store(writer, "inputs of asyncio repl");
        }
    }
}
