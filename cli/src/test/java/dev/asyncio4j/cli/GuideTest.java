// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// Holds `docs/command.md` to the command: each part and each option is told of, the samples look
/// like
/// what is printed.
class GuideTest {

    private static final Path GUIDE =
            Path.of(System.getProperty("asyncio4j.root", ".."), "docs/command.md");

    @Test
    void guide_tellsOfEachCommandAndOption() throws IOException {
        String guide = Files.readString(GUIDE);
        List<String> untold = new ArrayList<>();
        for (CommandLine each : AsyncioCommand.commandLine(Map.of()).getSubcommands().values()) {
            if (each.getCommandSpec().usageMessage().hidden()) {
                continue;
            }
            String name = each.getCommandName();
            if (!guide.contains("\n## " + name + "\n") || !guide.contains("asyncio " + name)) {
                untold.add(name);
            }
            for (OptionSpec option : each.getCommandSpec().options()) {
                if (!guide.contains(option.longestName())) {
                    untold.add(name + " " + option.longestName());
                }
            }
        }

        assertThat(untold).isEmpty();
    }

    @Test
    void samples_haveTheHeadsOfToday() throws IOException {
        String guide = Files.readString(GUIDE);

        assertThat(guide)
                .contains("ID        TASK      STATE    SINCE  CODE    AWAITED BY  WAITS FOR")
                .contains("  PID       UP  LOOPS  TASKS  PROGRAM")
                .contains("  BUSY     STEP  STATE     SINCE  TASK      CODE    WAITS FOR");
        assertThat(PsCommand.table(List.of()).lines().getFirst())
                .isEqualTo("ID  TASK  STATE  SINCE  CODE  AWAITED BY  WAITS FOR");
    }

    @Test
    void warnings_areListed() throws IOException {
        String guide = Files.readString(GUIDE);

        for (String kind : List.of("keeps-loop", "spins", "circle", "nobody-owns", "grows")) {
            assertThat(guide).contains("| `" + kind + "` |");
        }
    }
}
