// SPDX-License-Identifier: Apache-2.0
package dev.asyncio4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Spec;

/// `asyncio man`: the manual page, made of what `--help` says; the distribution is built with it.
@Command(
        name = "man",
        hidden = true,
        description = "Prints the manual page: asyncio man > asyncio.1; man ./asyncio.1")
final class ManCommand implements Runnable {

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the fields
    ManCommand() {}

    @Override
    public void run() {
        PrintWriter out = AsyncioCommand.out(spec);
        CommandSpec root = spec.root();
        out.println(".TH ASYNCIO 1 \"\" \"" + version() + "\" \"User Commands\"");
        out.println(".SH NAME");
        out.println("asyncio \\- " + roff(firstLine(root)));
        out.println(".SH SYNOPSIS");
        for (CommandLine each : visible(root)) {
            out.println(".B " + roff(each.getHelp().synopsis(0).strip().replaceAll("\\s+", " ")));
            out.println(".br");
        }
        out.println(".SH DESCRIPTION");
        description(root, out);
        options(root, out);
        out.println(".SH COMMANDS");
        for (CommandLine each : visible(root)) {
            out.println(".SS " + roff(each.getCommandName()));
            description(each.getCommandSpec(), out);
            options(each.getCommandSpec(), out);
        }
        out.println(".SH EXIT STATUS");
        root.usageMessage().exitCodeList().forEach((code, meaning) -> entry(code, meaning, out));
        out.flush();
    }

    private static String version() {
        try {
            return new AsyncioCommand.Version().getVersion()[0];
        } catch (IOException missing) {
            throw new java.io.UncheckedIOException(missing);
        }
    }

    private static List<CommandLine> visible(CommandSpec root) {
        return root.subcommands().values().stream()
                .filter(each -> !each.getCommandSpec().usageMessage().hidden())
                .toList();
    }

    private static String firstLine(CommandSpec command) {
        String[] lines = command.usageMessage().description();
        return lines.length == 0 ? "" : lines[0];
    }

    private static void description(CommandSpec command, PrintWriter out) {
        for (String line : command.usageMessage().description()) {
            if (line.startsWith("  ")) { // an example
                out.println(".RS 2");
                out.println(".nf");
                out.println(roff(line.strip()));
                out.println(".fi");
                out.println(".RE");
            } else {
                out.println(line.isEmpty() ? ".PP" : roff(line));
            }
        }
    }

    private static void options(CommandSpec command, PrintWriter out) {
        for (ArgSpec each : command.positionalParameters()) {
            if (!each.hidden()) {
                entry(each.paramLabel(), text(each), out);
            }
        }
        for (OptionSpec each : command.options()) {
            if (!each.hidden()) {
                String label = each.arity().max() == 0 ? "" : " " + each.paramLabel();
                entry(String.join(", ", each.names()) + label, text(each), out);
            }
        }
    }

    private static String text(ArgSpec argument) {
        return String.join(" ", argument.description());
    }

    private static void entry(String name, String meaning, PrintWriter out) {
        out.println(".TP");
        out.println(".B " + roff(name));
        out.println(roff(meaning));
    }

    /// Text for troff, which takes a dash for a hyphen, and a dot at the beginning for a request.
    private static String roff(String text) {
        String plain = Help.Ansi.OFF.string(text).replace("%%", "%");
        String escaped = plain.replace("\\", "\\e").replace("-", "\\-");
        return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
    }
}
