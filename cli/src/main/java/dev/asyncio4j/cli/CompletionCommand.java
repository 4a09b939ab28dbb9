// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `asyncio completion`.
@Command(
        name = "completion",
        description = {
            "Prints a script that completes the words of this command in bash and zsh.",
            "",
            "Put this line into ~/.bashrc or ~/.zshrc:",
            "  source <(asyncio completion)"
        })
final class CompletionCommand implements Runnable {

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    CompletionCommand() {}

    /// The processes that have a socket in one of the folders, as [SocketFolder] has them. A JVM
    /// that
    /// lists them would take longer than people wait for Tab.
    private static final String PIDS =
            """

            # Prints the processes that can be inspected.
            function _asyncio_pids() {
              local folder socket pid
              for folder in "${XDG_RUNTIME_DIR:-/none}/asyncio4j" "/run/user/$(id -u)/asyncio4j" \\
                "${TMPDIR:-/tmp}/asyncio4j-$(id -u)" "/tmp/asyncio4j-$(id -u)"; do
                [ -d "$folder" ] || continue
                for socket in $(ls "$folder"); do
                  pid=${socket%%-*}
                  case $pid in
                    *[!0-9]* | '') ;;
                    *) ! kill -0 "$pid" 2>/dev/null || echo "$pid" ;;
                  esac
                done
              done | sort -nu
            }
            """;

    @Override
    public void run() {
        PrintWriter out = AsyncioCommand.out(spec);
        out.print(withPids(AutoComplete.bash("asyncio", spec.root().commandLine())));
        out.flush();
    }

    /// The commands that take a PID complete it, too: picocli only knows words that are always the
    /// same.
    private String withPids(String script) {
        StringBuilder all = new StringBuilder();
        boolean takesPid = false;
        for (String line : script.lines().toList()) {
            if (line.startsWith("function _picocli_asyncio_")) {
                String name = line.replaceAll("function _picocli_asyncio_|\\(.*", "");
                takesPid = takesPid(spec.root().subcommands().get(name));
            }
            boolean isPlace = takesPid && line.equals("    local positionals=\"\"");
            all.append(isPlace ? "    local positionals=\"$(_asyncio_pids)\"" : line).append('\n');
            if (line.equals("#!/usr/bin/env bash")) {
                all.append(PIDS);
            }
        }
        return all.toString();
    }

    private static boolean takesPid(@Nullable CommandLine command) {
        return command != null
                && command.getCommandSpec().positionalParameters().stream()
                        .anyMatch(each -> each.paramLabel().equals("PID"));
    }
}
