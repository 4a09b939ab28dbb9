// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgramTest {

    private static String nameOf(List<String> arguments) {
        return Program.name(arguments);
    }

    @Test
    void name_isTheMainClassOrFile_withoutOptions() {
        assertThat(nameOf(List.of("-cp", "a:b", "-Xmx1g", "shop.Main", "secret")))
                .isEqualTo("shop.Main");
        assertThat(nameOf(List.of("-jar", "/opt/shop.jar", "secret"))).isEqualTo("shop.jar");
        assertThat(nameOf(List.of("-m", "shop/shop.Main"))).isEqualTo("shop.Main");
        assertThat(nameOf(List.of())).isEqualTo("?");
    }

    @Test
    void name_ofALongCommandLine_isFoundAllTheSame() throws Exception {
        Process child = new ProcessBuilder("sh", "-c", "read line", "x".repeat(9_000)).start();
        try {
            Program program = new Program(child.pid(), 0, Path.of("none"), 0);

            assertThat(program.name()).isEqualTo("read line");
        } finally {
            child.destroy();
            child.waitFor();
        }
    }

    @Test
    void name_ofAProgramThatHasEnded_isUnknown() throws Exception {
        Process child = new ProcessBuilder("true").start();
        child.waitFor();

        assertThat(new Program(child.pid(), 0, Path.of("none"), 0).name()).isEqualTo("?");
    }
}
