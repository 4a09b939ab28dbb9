// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the prompt keeps.
class PromptHistoryTest {

    @TempDir private Path state;
    private Path file;

    @BeforeEach
    void name() {
        file = state.resolve("asyncio4j/repl.properties");
    }

    private PromptHistory history() throws IOException {
        return new PromptHistory(Map.of("XDG_STATE_HOME", state.toString()));
    }

    @Test
    void saved_isReadAgain_andIsItsOwners() throws Exception {
        PromptHistory first = history();
        first.kept().put("1", "await(sleep(1)) // \u00e4");

        first.save();

        assertThat(history().kept()).isEqualTo(first.kept());
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void savedOverAFileThatOthersMayRead_isItsOwners_andLeavesNothingBeside() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1=a\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        PromptHistory history = history();
        history.kept().put("2", "b");

        history.save();

        assertThat(history().kept()).containsOnly(Map.entry("1", "a"), Map.entry("2", "b"));
        assertThat(Files.getPosixFilePermissions(file))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (var files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void damagedFile_isMovedAside_andThePromptBeginsAnew() throws Exception {
        Files.createDirectories(file.getParent());
        byte[] damaged = {'1', '=', (byte) 0xff, (byte) 0xfe, '\n'};
        Files.write(file, damaged);

        assertThat(history().kept()).isEmpty();

        assertThat(file).doesNotExist();
        assertThat(file.resolveSibling("repl.properties.damaged")).hasBinaryContent(damaged);
    }

    @Test
    void wrongEscape_isDamageToo() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "1=\\u00zz\n");

        assertThat(history().kept()).isEmpty();

        assertThat(file.resolveSibling("repl.properties.damaged")).exists();
    }
}
