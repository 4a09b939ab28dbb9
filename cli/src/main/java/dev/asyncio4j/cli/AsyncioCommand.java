// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/// The command `asyncio` and its parts. The script of that name starts it, but for `run`, which
/// that
/// does by itself.
@Command(
        name = "asyncio",
        description = {
            "Runs programs that use asyncio4j, and looks at them from outside.",
            "",
            "What looks at a program needs nothing prepared in it, changes nothing, and works while"
                    + " its loop is stuck. Without a PID it lists the programs that can be looked at:"
                    + " those of this user."
        },
        subcommands = {
            RunCommand.class,
            PsCommand.class,
            PstreeCommand.class,
            TopCommand.class,
            DumpCommand.class,
            RecordCommand.class,
            WhiteboardCommand.class,
            ReplCommand.class,
            CompletionCommand.class,
            ManCommand.class,
        },
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = AsyncioCommand.Version.class,
        usageHelpAutoWidth = true,
        synopsisSubcommandLabel = "COMMAND",
        descriptionHeading = "%n",
        parameterListHeading = "%n",
        optionListHeading = "%nOptions:%n",
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not done, and a sentence says why",
            "2:called in a way that is not known",
            "any:run has the exit code of the program"
        })
public final class AsyncioCommand implements Runnable {

    @Spec private CommandSpec spec;

    /// Called by picocli.
    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    AsyncioCommand() {}

    /// Runs a command, and exits with its code.
    public static void main(String[] arguments) {
        int code = commandLine(System.getenv()).execute(arguments);
        System.out.flush();
        System.exit(code);
    }

    /// The whole command.
    /// @param environment the variables that say where programs have their sockets
    static CommandLine commandLine(Map<String, String> environment) {
        Programs programs = new Programs(environment);
        CommandLine command = new CommandLine(new AsyncioCommand(), new Parts(programs));
        CommandLine run = command.getSubcommands().get("run");
        if (run != null) {
            run.setStopAtPositional(true); // what follows is the program's
        }
        return command.setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(AsyncioCommand::report);
    }

    /// Gives each command the programs there are.
    private record Parts(Programs programs) implements CommandLine.IFactory {
        @Override
        public <T> T create(Class<T> type) throws Exception {
            if (type == Target.class) {
                return type.cast(new Target(programs));
            }
            return CommandLine.defaultFactory().create(type);
        }
    }

    private static int report(Exception fault, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (!(fault instanceof Failure)) {
            throw fault;
        }
        command.getErr().println("asyncio: " + fault.getMessage());
        return CommandLine.ExitCode.SOFTWARE;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /// What a command prints to.
    static PrintWriter out(CommandSpec spec) {
        return spec.commandLine().getOut();
    }

    /// The version of the build.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() throws IOException {
            try (InputStream in = AsyncioCommand.class.getResourceAsStream("version.txt")) {
                if (in == null) {
                    throw new IOException("version.txt is missing in this build");
                }
                return new String[] {new String(in.readAllBytes(), StandardCharsets.UTF_8).strip()};
            }
        }
    }
}
