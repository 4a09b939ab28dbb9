// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.PrintWriter;
import picocli.AutoComplete;
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

    @Override
    public void run() {
        PrintWriter out = AsyncioCommand.out(spec);
        out.print(AutoComplete.bash("asyncio", spec.root().commandLine()));
        out.flush();
    }
}
