// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/// What the prompt keeps from one session to the next, in a file that only its owner may read, for
/// inputs may hold secrets: `asyncio4j/repl.properties` in `XDG_STATE_HOME`, or in
/// `~/.local/state`.
final class PromptHistory {

    private final Path file;
    private final Map<String, String> kept = new TreeMap<>();

    /// @throws IOException if there is a history that cannot be read
    PromptHistory(Map<String, String> environment) throws IOException {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path folder =
                state.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".local", "state")
                        : Path.of(state);
        file = folder.resolve("asyncio4j").resolve("repl.properties");
        if (Files.exists(file)) {
            read();
        }
    }

    /// The bytes of a damaged file are moved aside, since saving would lose them.
    private void read() throws IOException {
        Properties read = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            read.load(reader);
        } catch (CharacterCodingException | IllegalArgumentException damaged) {
            Path aside = file.resolveSibling("repl.properties.damaged");
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
            System.err.println(
                    "asyncio: the history is damaged, and was moved to " + aside + ": " + damaged);
            return;
        }
        read.forEach((key, value) -> kept.put(String.valueOf(key), String.valueOf(value)));
    }

    /// To be read and written by JShell.
    Map<String, String> kept() {
        return kept;
    }

    /// Writes all of it or nothing: a prompt that is killed meanwhile leaves what was there.
    void save() throws IOException {
        Path folder = file.getParent();
        Files.createDirectories(folder);
        Properties properties = new Properties();
        properties.putAll(kept);
        Path whole = Files.createTempFile(folder, "repl", ".properties"); // for its owner only
        try {
            try (Writer writer = Files.newBufferedWriter(whole)) {
                properties.store(writer, "inputs of asyncio repl");
            }
            Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(whole);
        }
    }
}
