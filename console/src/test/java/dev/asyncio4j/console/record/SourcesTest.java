// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.console.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourcesTest {

    @TempDir private Path folder;
    private Path program;

    @BeforeEach
    void write() throws Exception {
        program = Files.writeString(folder.resolve("Program.java"), "void main() {\n}\n");
        Files.createDirectories(folder.resolve("src/app"));
        Files.writeString(folder.resolve("src/app/Shop.java"), "package app;");
        Files.writeString(folder.resolve("secret.txt"), "secret");
    }

    private static StackTraceElement frame(String type, String file) {
        return new StackTraceElement(type, "run", file, 1);
    }

    @Test
    void programOfOneFile_isFound() {
        Sources sources = new Sources(Sources.program(program.toString()), List.of());

        assertThat(sources.of(frame("Program", "Program.java"))).isEqualTo(1);
        assertThat(sources.of(frame("Program$1", "Program.java"))).isEqualTo(1);
        assertThat(sources.files().getFirst().lines()).containsExactly("void main() {", "}");
    }

    @Test
    void folder_isSearchedByPackage() {
        Sources sources = new Sources(null, List.of(folder.resolve("src")));

        assertThat(sources.of(frame("app.Shop$Till", "Shop.java"))).isEqualTo(1);
        assertThat(sources.of(frame("Shop", "Shop.java"))).isZero();
        assertThat(sources.of(frame("app.Other", "Other.java"))).isZero();
    }

    @Test
    void fileThatIsNoSource_isNotShown() {
        Sources sources = new Sources(null, List.of(folder, folder.resolve("src")));

        assertThat(sources.of(frame("Program", "secret.txt"))).isZero();
        assertThat(sources.of(frame("Program", "src/app/Shop.java"))).isZero();
        assertThat(sources.of(new StackTraceElement("Program", "run", null, 1))).isZero();
        assertThat(sources.files()).isEmpty();
    }

    @Test
    void programThatIsNoFile_isNone() {
        assertThat(Sources.program(null)).isNull();
        assertThat(Sources.program(folder.resolve("Missing.java").toString())).isNull();
        assertThat(Sources.program("\0")).isNull();
    }
}
